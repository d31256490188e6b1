import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path/posix';
import { createOldIdFinder, type IdMap, type OldIdFinder } from '@twinroot/lib-idmap';
import { readInitrdFiles } from '@twinroot/lib-uki';
import { initrdRemark, isInitrdName } from '../decide/initrds.ts';
import type { StepResult } from '../decide/step-result.ts';
import { type Volume, volumeHolding } from '../decide/volumes.ts';
import { filesBelow } from '../gather/files-below.ts';
import type { OpenVolumes } from './open-volumes.ts';

/**
 * Looks for old ids in the initrds of the clone: what an initrd has of its own (command lines, crypttab, the device to resume
 * from) is of the machine that it was made on, and waits for the first disk.
 *
 * @param directory of the clone, with all below it that is on the same volume
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function lookAtInitrds(
  directory: string,
  {
    open,
    volumes,
    ids,
  }: { readonly open: OpenVolumes; readonly volumes: readonly Volume[]; readonly ids: IdMap },
  signal: AbortSignal,
): Promise<StepResult> {
  const finder = createOldIdFinder(ids.pairs);
  const named: string[] = [];
  const closed: string[] = [];
  for (const path of initrdsBelow(directory, open, volumes)) {
    const { found, why } = await lookAt(open.path(path), finder, signal);
    if (found.length > 0) named.push(`${path}: ${found.join(', ')}`);
    else if (why !== null) closed.push(`${path} ${why}`);
  }
  if (named.length > 0) return { state: 'failed', why: `${named.join('; ')}: ${initrdRemark}` };
  if (closed.length > 0)
    return { state: 'same', why: `${closed.join('; ')}: if it has ids, ${initrdRemark}` };
  return { state: 'same' };
}

async function lookAt(path: string, finder: OldIdFinder, signal: AbortSignal) {
  const found = new Set<string>();
  const why = await readInitrdFiles(
    path,
    (file) => {
      for (const { pair } of finder.find(file.bytes.toString('latin1')))
        found.add(`${file.path} names ${pair.oldText}`);
    },
    signal,
  );
  // A kernel has thousands of files that tell the same: a few are enough to see where it comes from.
  const all = [...found];
  return { found: all.length > 3 ? [...all.slice(0, 3), `and ${all.length - 3} more`] : all, why };
}

function initrdsBelow(directory: string, open: OpenVolumes, volumes: readonly Volume[]): readonly string[] {
  const place = open.path(`${directory}/x`).slice(0, -2);
  if (!lstatSync(`${place}/.`, { throwIfNoEntry: false })?.isDirectory()) return [];
  const volume = volumeHolding(volumes, directory);
  return filesBelow(place)
    .filter((path) => isInitrdName(basename(path)))
    .map((path) => join(directory, path))
    .filter((path) => volumeHolding(volumes, path) === volume)
    .toSorted();
}
