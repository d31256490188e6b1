/**
 * One step on a mirror. Paths are relative to the root of the mirror, in the spelling that it has or will have.
 * A plan is an ordered list of these; each is durable before the next begins.
 */
export type Operation =
  | { readonly op: 'mkdir'; readonly path: string }
  /** Copies a file of the source: beside, verified, renamed. */
  | {
      readonly op: 'copy';
      readonly path: string;
      /** Path below the source. */
      readonly from: string;
      /** Bytes. */
      readonly size: number;
      /** Seconds since 1970. */
      readonly mtime: number;
      /** Whether a file is there that is replaced; if not, nothing may be there. */
      readonly replaces: boolean;
    }
  /** Writes bytes that the plan made (an entry that is pointed elsewhere): beside, verified, renamed. */
  | {
      readonly op: 'write';
      readonly path: string;
      readonly bytes: Uint8Array;
      readonly mtime: number;
      readonly replaces: boolean;
    }
  /** Gives a file its time of modification, in seconds since 1970; its content stays. */
  | { readonly op: 'touch'; readonly path: string; readonly mtime: number }
  | { readonly op: 'delete'; readonly path: string; readonly size: number }
  | { readonly op: 'rmdir'; readonly path: string };

/** A group of operations after which the file system is synced. */
export interface Phase<Name extends string = string> {
  readonly name: Name;
  readonly operations: readonly Operation[];
}

/**
 * Bytes that a new directory has on FAT: 128 slots. Where clusters are as large it has them anyway; the entries of 25
 * versions fit, so that it rarely has to grow in use.
 */
export const directoryRoom = 4096;

/** How many bytes an operation writes into files. */
export function bytesWritten(operation: Operation): number {
  if (operation.op === 'copy') return operation.size;
  return operation.op === 'write' ? operation.bytes.length : 0;
}
