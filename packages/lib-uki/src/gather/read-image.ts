import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { commandLineOf, imageHeadLength } from '../decide/image.ts';
import type { ImageFacts } from '../decide/image-facts.ts';
import { layoutOf } from '../decide/image-layout.ts';

/**
 * Reads the header of a unified kernel image, and its command line; it may be a file of any other kind.
 *
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES, EIO; ELOOP for a symlink
 */
export function readImage(path: string): ImageFacts {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const read = (at: number, length: number) => {
      const room = Buffer.alloc(length);
      return room.subarray(0, readSync(file, room, 0, length, at));
    };
    const head = read(0, imageHeadLength);
    const { size } = fstatSync(file);
    return { size, layout: layoutOf(head), commandLine: commandLineOf(head, read) };
  } finally {
    closeSync(file);
  }
}
