import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { imageHeadLength } from '../decide/image.ts';
import { layoutOf } from '../decide/image-layout.ts';
import { initrdRanges, type UkiPart } from '../decide/part-ranges.ts';

/** Bytes that are read at a time. */
const chunkLength = 1024 * 1024;

/** What an image should have been built from. */
export interface UkiParts {
  readonly kernel: UkiPart & {
    /**
     * What ukify(1) may do to it: a kernel that has no signature may get one (`SignKernel=`), and one that is packed as a whole, and so no PE
     * image, is unpacked.
     */
    readonly form: 'signed' | 'unsigned' | 'packed';
  };
  readonly initrds: readonly UkiPart[];
}

/**
 * Whether an image has this kernel and these initrds in it, to the byte. A kernel that was signed or unpacked for the
 * image cannot be compared, and passes.
 *
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES, EIO; ELOOP for a symlink
 */
export function hasParts(path: string, { kernel, initrds }: UkiParts): boolean {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const read = (at: number, length: number) => {
      const room = Buffer.alloc(length);
      return room.subarray(0, readSync(file, room, 0, length, at));
    };
    const layout = layoutOf(read(0, imageHeadLength));
    const linux = layout?.sections.find(({ name }) => name === '.linux');
    if (layout === null || linux === undefined) return false;
    const ranges = initrdRanges(layout, initrds);
    if (ranges === null) return false;
    const isSame = ({ size, sha256 }: UkiPart, at: number) => digestOf(file, at, size) === sha256;
    const isMadeAnew = () =>
      kernel.form === 'packed' ||
      (kernel.form === 'unsigned' && layoutOf(read(linux.at, imageHeadLength))?.isSigned === true);
    if (!(linux.length >= kernel.size && isSame(kernel, linux.at)) && !isMadeAnew()) return false;
    return ranges.every(({ part, at }) => isSame(part, at));
  } finally {
    closeSync(file);
  }
}

function digestOf(file: number, at: number, length: number): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(Math.min(chunkLength, length));
  let done = 0;
  while (done < length) {
    const read = readSync(file, chunk, 0, Math.min(chunk.length, length - done), at + done);
    if (read === 0) break;
    hash.update(chunk.subarray(0, read));
    done += read;
  }
  return hash.digest('hex');
}
