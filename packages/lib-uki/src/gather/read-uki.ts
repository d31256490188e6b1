import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { imageHeadLength, inspectImage, osReleaseOf } from '../decide/image.ts';
import { type ImageLayout, layoutOf } from '../decide/image-layout.ts';
import type { UkiFacts } from '../decide/uki-facts.ts';

/**
 * Reads what a unified kernel image says of itself; it may be a file of any other kind.
 *
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES, EIO; ELOOP for a symlink
 */
export function readUki(path: string): UkiFacts {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const read = (at: number, length: number) => {
      const room = Buffer.alloc(length);
      return room.subarray(0, readSync(file, room, 0, length, at));
    };
    const { size } = fstatSync(file);
    const head = read(0, imageHeadLength);
    const layout = layoutOf(head);
    const { isCut, commandLine, kernelVersion } = inspectImage(head, size, read);
    return {
      size,
      layout,
      isWhole: layout !== null && !isCut && hasKernel(layout),
      osRelease: osReleaseOf(head, read),
      commandLine,
      release: kernelVersion,
    };
  } finally {
    closeSync(file);
  }
}

function hasKernel({ sections }: ImageLayout): boolean {
  return sections.some(({ name, length }) => name === '.linux' && length > 0);
}
