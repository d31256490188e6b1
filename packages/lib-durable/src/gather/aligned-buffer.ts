/** Bytes that are read or written at a time; a multiple of every block size, as O_DIRECT wants. */
export const pieceLength = 2 * 1024 * 1024;

/** What the compiler's library for servers leaves out. */
declare const WebAssembly: {
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};

/** Buffers that nobody uses now: a WebAssembly memory takes a large range of addresses, and goes late. */
const spare: Buffer[] = [];

/** Lends memory of `pieceLength` that begins at a page, as O_DIRECT wants: a WebAssembly memory does. */
export function takeBuffer(): Buffer {
  return spare.pop() ?? Buffer.from(new WebAssembly.Memory({ initial: pieceLength / 65536 }).buffer);
}

/** Gives back what takeBuffer lent; nothing may be reading into it any more. */
export function giveBuffer(buffer: Buffer): void {
  spare.push(buffer);
}
