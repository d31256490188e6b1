import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path/posix';
import { isInitrdName } from '../decide/initrds.ts';
import { type Volume, volumeHolding } from '../decide/volumes.ts';
import { filesBelow } from './files-below.ts';

/**
 * The initrds below a directory of the clone that are on the same volume, by their paths in the clone.
 *
 * @param place where the directory is reached
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function initrdsBelow(
  directory: string,
  place: string,
  volumes: readonly Volume[],
): readonly string[] {
  if (!lstatSync(`${place}/.`, { throwIfNoEntry: false })?.isDirectory()) return [];
  const volume = volumeHolding(volumes, directory);
  return filesBelow(place)
    .filter((path) => isInitrdName(basename(path)))
    .map((path) => join(directory, path))
    .filter((path) => volumeHolding(volumes, path) === volume)
    .toSorted();
}
