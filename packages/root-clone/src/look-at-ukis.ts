import { closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
import { commandLineOf, imageHeadLength } from '@twinroot/lib-bls';
import { createOldIdFinder, type IdMap } from '@twinroot/lib-idmap';
import type { Done } from './perform.ts';

/**
 * Looks for old ids in the command lines of unified kernel images. They are part of what may be signed, so an image that names
 * one has to be built anew; until then it boots the root of the other disk.
 *
 * @param directory where the clone's images are: EFI/Linux (UAPI.1, Type #2)
 */
export function lookAtUkis(directory: string, ids: IdMap): Done {
  const finder = createOldIdFinder(ids.pairs);
  const found = namesIn(directory).flatMap((name) => {
    const line = readCommandLine(`${directory}/${name}`) ?? '';
    const names = [...new Set(finder.find(line).map(({ pair }) => pair.oldText))];
    return names.length === 0 ? [] : [`${name} names ${names.join(', ')}`];
  });
  if (found.length === 0) return { state: 'same' };
  return { state: 'failed', why: `${found.join('; ')}: build it anew for the clone` };
}

function readCommandLine(path: string): string | null {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const read = (at: number, length: number) => {
      const room = Buffer.alloc(length);
      return room.subarray(0, readSync(file, room, 0, length, at));
    };
    return commandLineOf(read(0, imageHeadLength), read);
  } finally {
    closeSync(file);
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => /\.efi$/i.test(name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return [];
    throw error;
  }
}
