/** Bytes of EFI structures, put together by hand. */
export const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

export const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** UTF-16 with its NUL. */
export const text16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`${text}\0`, 'utf16le'));

export const node = (type: number, subtype: number, data: Uint8Array): Uint8Array =>
  join(new Uint8Array([type, subtype, (data.length + 4) & 0xff, (data.length + 4) >> 8]), data);

export const end = hex('7fff0400');
export const endOfInstance = hex('7f010400');

/** HD(1,GPT,0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6,0x800,0x100000) */
export const gptNode = hex(
  '0401 2a00 01000000 0008000000000000 0000100000000000 0c8f3a0e 2d1c 5e4b 8f90 a1b2c3d4e5f6 02 02',
);
/** HD(1,MBR,0x04012e69,0x3f,0x141) */
export const mbrNode = hex(
  '0401 2a00 01000000 3f00000000000000 4101000000000000 692e0104 0000 0000 0000 000000000000 01 01',
);

/** A load option, with the length of its path or with a lie. */
export const loadOption = (
  description: string,
  path: Uint8Array,
  data: Uint8Array = new Uint8Array(),
  length = path.length,
): Uint8Array =>
  join(hex('01000000'), new Uint8Array([length & 0xff, length >> 8]), text16(description), path, data);
