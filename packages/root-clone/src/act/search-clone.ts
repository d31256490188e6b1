import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path/posix';
import { createOldIdFinder, type IdMap } from '@twinroot/lib-idmap';
import { readableText } from '@twinroot/lib-lines';
import { formatOf, oldIdsIn, renamedUnit } from '@twinroot/lib-rewrite';
import { isIdMap } from '../decide/is-id-map.ts';
import { searchedText } from '../decide/searched-text.ts';
import type { StepResult } from '../decide/step-result.ts';
import { type Volume, volumeHolding } from '../decide/volumes.ts';
import { entriesBelow } from '../gather/files-below.ts';
import type { OpenVolumes } from './open-volumes.ts';

/** Texts that people or programs write are smaller. */
const mostBytes = 1024 * 1024;
/** Programs for firmware are smaller. */
const mostProgramBytes = 64 * 1024 * 1024;

/**
 * Searches the files of a directory of the clone for old ids, where no rule is known by which they would be rewritten: each is named
 * with its line; so are symlinks that lead to a device, and names of units. Files that are no texts are passed over, but for programs
 * that firmware starts: an old id in one is what that program looks for, so it makes the step fail. grub-install writes the UUID of
 * /boot into the image that it makes (GRUB, util/grub-install.c, `search.fs_uuid`); unified kernel images are looked at by themselves.
 * A file of a boot loader in UTF-16, as the EFI shell reads it, makes the step fail as well: the rules read nothing of it.
 *
 * @param made the files of the clone that were written from rewritten texts, which were judged then
 * @param onFound hears of each, in words for people
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
  onFound: (remark: string) => void,
): StepResult {
  const place = open.path(`${directory}/x`).slice(0, -2);
  if (!lstatSync(`${place}/.`, { throwIfNoEntry: false })?.isDirectory()) return { state: 'same' };
  const volume = volumeHolding(volumes, directory);
  const entries = entriesBelow(place)
    .map(({ path, kind }) => ({ path: join(directory, path), kind }))
    .filter(({ path }) => volumeHolding(volumes, path) === volume)
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const found = entries.flatMap(({ path, kind }) => {
    if (kind !== 'file') return idsInName(path, kind === 'link' ? readlinkSync(open.path(path)) : null, ids);
    if (/\.efi$/i.test(path))
      return isStarted(path.slice(directory.length)) ? [] : idsInProgram(path, open, ids);
    return idsInText(path, open, ids, made.has(path));
  });
  for (const remark of found) onFound(remark);
  const unread = entries
    .filter(({ path, kind }) => kind === 'file' && made.has(path))
    .flatMap(({ path }) => idsInText(path, open, ids, true));
  if (unread.length > 0) return { state: 'failed', why: `${unread.join('; ')}: ${unreadRemark}` };
  const programs = entries
    .filter(({ path, kind }) => kind === 'file' && isStarted(path.slice(directory.length)))
    .flatMap(({ path }) => idsInProgram(path, open, ids));
  if (programs.length > 0) return { state: 'failed', why: `${programs.join('; ')}: ${programRemark}` };
  if (found.length === 0) return { state: 'same' };
  return {
    state: 'same',
    why: `the first disk is named ${found.length === 1 ? 'once' : `${found.length} times`}`,
  };
}

/** What is to be done about a file of a boot loader of which the rules read nothing. */
const unreadRemark =
  'it is UTF-16, which is not rewritten: write the ids of the clone there, and keep it by --exclude';

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
function idsInProgram(path: string, open: OpenVolumes, ids: IdMap): readonly string[] {
  const place = open.path(path);
  if (lstatSync(place).size > mostProgramBytes) return [];
  const finder = createOldIdFinder(ids.pairs.filter(({ oldText }) => /^(?:PART)?UUID=.{9}/.test(oldText)));
  const bytes = readFileSync(place, 'latin1');
  if (!finder.mayHave(bytes)) return [];
  const names = [...new Set(finder.find(bytes).map(({ pair }) => readableText(pair.oldText)))];
  return names.length === 0 ? [] : [`${path} names ${names.join(', ')}`];
}

/** Where a symlink leads to, and the names of links and directories that units of systemd are known by. */
function idsInName(path: string, target: string | null, ids: IdMap): readonly string[] {
  const name = Buffer.from(basename(path)).toString('latin1');
  const [led] = target === null ? [] : oldIdsIn('plain', Buffer.from(target).toString('latin1'), ids);
  const [named] = renamedUnit(name, ids) === null ? [] : oldIdsIn('plain', name, ids);
  return [
    ...(led ? [`${path} leads to ${readableText(led.id)}`] : []),
    ...(named ? [`${path} is named after ${readableText(named.id)}`] : []),
  ];
}

/** The rules read a text byte for byte, and so nothing of UTF-16: one that was judged by them is searched only then. */
function idsInText(path: string, open: OpenVolumes, ids: IdMap, isJudged: boolean): readonly string[] {
  const place = open.path(path);
  if (lstatSync(place).size > mostBytes) return [];
  const bytes = readFileSync(place, 'latin1');
  const text = searchedText(bytes);
  if (text === null || (isJudged && text === bytes) || isIdMap(text)) return [];
  return oldIdsIn(formatOf(path) ?? 'plain', text, ids).map(
    ({ line, id }) => `${path}, line ${line} names ${readableText(id)}`,
  );
}
