import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { createOldIdFinder, type IdMap } from '@twinroot/lib-idmap';
import { readableText } from '@twinroot/lib-lines';
import { formatOf, oldIdsIn } from '@twinroot/lib-rewrite';
import { isIdMap } from '../decide/is-id-map.ts';
import type { StepResult } from '../decide/step-result.ts';
import { type Volume, volumeHolding } from '../decide/volumes.ts';
import { filesBelow } from '../gather/files-below.ts';
import type { OpenVolumes } from './open-volumes.ts';

/** Texts that people or programs write are smaller. */
const mostBytes = 1024 * 1024;
/** Programs for firmware are smaller. */
const mostProgramBytes = 64 * 1024 * 1024;
const mostNamed = 20;

/**
 * Searches the files of a directory of the clone for old ids, where no rule is known by which they would be rewritten: each is named
 * with its line. Files that are no texts are passed over, but for programs that firmware starts: an old id in one is what that program
 * looks for, so it makes the step fail. grub-install writes the UUID of /boot into the image that it makes (GRUB,
 * util/grub-install.c, `search.fs_uuid`); unified kernel images are looked at by themselves.
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
  const paths = filesBelow(place)
    .map((path) => join(directory, path))
    .filter((path) => !made.has(path) && volumeHolding(volumes, path) === volume)
    .toSorted();
  const programs = paths
    .filter((path) => isStarted(path.slice(directory.length)))
    .flatMap((path) => idsInProgram(path, open.path(path), ids));
  if (programs.length > 0) return { state: 'failed', why: `${programs.join('; ')}: ${programRemark}` };
  const found = paths.flatMap((path) =>
    /\.efi$/i.test(path) ? idsInProgram(path, open.path(path), ids) : idsIn(path, open.path(path), ids),
  );
  if (found.length === 0) return { state: 'same' };
  const more = found.length > mostNamed ? [`and ${found.length - mostNamed} more lines`] : [];
  return { state: 'same', why: [...found.slice(0, mostNamed), ...more].join('; ') };
}

/** What is to be done about a program that names the first disk. */
const programRemark =
  'install that boot loader in the clone, by chroot (grub-install --no-nvram), and keep it by --exclude';

/**
 * Whether firmware, or what it starts, starts this file of a boot partition, which is no unified kernel image of EFI/Linux. What
 * grub-install leaves beside GRUB's modules, core.efi, is started by nothing.
 */
function isStarted(path: string): boolean {
  return /^\/efi\/(?!linux\/[^/]+$).+\.efi$/i.test(path);
}

/** The UUIDs that the bytes of a program have; other ids are too short to be told from what it is made of. */
function idsInProgram(path: string, place: string, ids: IdMap): readonly string[] {
  if (lstatSync(place).size > mostProgramBytes) return [];
  const finder = createOldIdFinder(ids.pairs.filter(({ oldText }) => /^(?:PART)?UUID=.{9}/.test(oldText)));
  const bytes = readFileSync(place, 'latin1');
  if (!finder.mayHave(bytes)) return [];
  const names = [...new Set(finder.find(bytes).map(({ pair }) => readableText(pair.oldText)))];
  return names.length === 0 ? [] : [`${path} names ${names.join(', ')}`];
}

function idsIn(path: string, place: string, ids: IdMap): readonly string[] {
  if (lstatSync(place).size > mostBytes) return [];
  const text = readFileSync(place, 'latin1');
  if (text.slice(0, 4096).includes('\0') || isIdMap(text)) return [];
  return oldIdsIn(formatOf(path) ?? 'plain', text, ids).map(
    ({ line, id }) => `${path}, line ${line} names ${readableText(id)}`,
  );
}
