import { foldPath } from '@twinroot/lib-fat';

/** The registry of a set, below the root of each member. */
export const registryPath = 'loader/esp-sync';

const key = foldPath(registryPath);

/** Whether a path below the root of a member is the registry; names are compared as FAT does. */
export function isRegistry(path: string): boolean {
  return foldPath(path) === key;
}
