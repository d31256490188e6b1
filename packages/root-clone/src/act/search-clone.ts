import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import type { IdMap } from '@twinroot/lib-idmap';
import { readableText } from '@twinroot/lib-lines';
import { formatOf, oldIdsIn } from '@twinroot/lib-rewrite';
import { isIdMap } from '../decide/is-id-map.ts';
import type { StepResult } from '../decide/step-result.ts';
import { type Volume, volumeHolding } from '../decide/volumes.ts';
import { filesBelow } from '../gather/files-below.ts';
import type { OpenVolumes } from './open-volumes.ts';

/** Texts that people or programs write are smaller. */
const mostBytes = 1024 * 1024;
const mostNamed = 20;

/**
 * Searches the files of a directory of the clone for old ids, where no rule is known by which they would be rewritten: each is named
 * with its line. Files that are no texts are passed over.
 *
 * @param made the files of the clone that were written from rewritten texts, which were judged then
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function searchClone(
  directory: string,
  {
    open,
    volumes,
    ids,
  }: { readonly open: OpenVolumes; readonly volumes: readonly Volume[]; readonly ids: IdMap },
  made: ReadonlySet<string>,
): StepResult {
  const place = open.path(`${directory}/x`).slice(0, -2);
  if (!lstatSync(`${place}/.`, { throwIfNoEntry: false })?.isDirectory()) return { state: 'same' };
  const volume = volumeHolding(volumes, directory);
  const found = filesBelow(place)
    .map((path) => join(directory, path))
    .filter((path) => !made.has(path) && volumeHolding(volumes, path) === volume)
    .toSorted()
    .flatMap((path) => idsIn(path, open.path(path), ids));
  if (found.length === 0) return { state: 'same' };
  const more = found.length > mostNamed ? [`and ${found.length - mostNamed} more lines`] : [];
  return { state: 'same', why: [...found.slice(0, mostNamed), ...more].join('; ') };
}

function idsIn(path: string, place: string, ids: IdMap): readonly string[] {
  if (lstatSync(place).size > mostBytes) return [];
  const text = readFileSync(place, 'latin1');
  if (text.slice(0, 4096).includes('\0') || isIdMap(text)) return [];
  return oldIdsIn(formatOf(path) ?? 'plain', text, ids).map(
    ({ line, id }) => `${path}, line ${line} names ${readableText(id)}`,
  );
}
