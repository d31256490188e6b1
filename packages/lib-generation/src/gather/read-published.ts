import { lstatSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isType1Name, isType2Name, parseEntry, payloadsOf } from '@twinroot/lib-bls';
import { lookUpUsualSet } from '@twinroot/lib-esp-set';
import { type MemberAccess, namespaceOnce, withOpenMembers } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { namesIn } from '@twinroot/lib-sysroot';
import { readUki } from '@twinroot/lib-uki';
import {
  entriesDirectory,
  type GenerationEntry,
  parseAnyGenerationEntry,
  payloadDirectory,
} from '../decide/entry-files.ts';
import { noEntryToken } from '../decide/entry-token.ts';
import { bootsGeneration } from '../decide/gone-entries.ts';
import type { EntryFound, MemberPublished, Published } from '../decide/published.ts';
import { countsBoots } from './loader-features.ts';
import { readEntryToken } from './read-entry-token.ts';

/** What the ESPs of a machine have for generations, or why that is not known. */
export type PublishedLook =
  | (Published & {
      readonly kind: 'published';
      /** The set as it was found, with members of all kinds. */
      readonly set: readonly EspMember[];
      readonly warnings: readonly string[];
    })
  | {
      readonly kind: 'none';
      readonly reason: string;
      /** It was found out that there is none; otherwise it cannot be found out. */
      readonly isAnswer: boolean;
      readonly warnings: readonly string[];
    };

/** By what entries of generations are those of a machine. */
export interface EntryOwner {
  /** Its entry token: what has this one is. */
  readonly token: string;
  /** Of the btrfs: what boots a generation of it is, whatever its token, as the machine may have had another one. null: not known. */
  readonly uuid: string | null;
  /** Other tokens, of which the directories of kernels and initrds are looked at, too. */
  readonly before: readonly string[];
}

/**
 * Reads what the ESPs of a machine have for generations: where they are mounted, or mounted read-only where nobody else sees it. In a
 * live system or a chroot it is not known: what was booted is another system's.
 *
 * @param sysroot absolute
 * @param uuid of the btrfs with the generations; null: not known
 * @param source the ESP that is named in place of the booted one, as --source of esp-which has it
 * @throws {ToolError} ABORT, and what readMachine throws
 * @throws {EfivarError} READ, SHORT, UTF16
 */
export async function readPublished(
  sysroot: string,
  signal: AbortSignal,
  uuid: string | null,
  source?: string,
): Promise<PublishedLook> {
  const look = await lookUpUsualSet(sysroot, signal, source);
  if (look.kind === 'none') return look;
  const { machine, warnings } = look;
  if (look.foreign !== null) return { kind: 'none', reason: look.foreign, isAnswer: false, warnings };
  const members = look.members.filter(({ kind }) => kind === 'esp');
  const token = readEntryToken(sysroot);
  if (token === null) return { kind: 'none', reason: noEntryToken, isAnswer: false, warnings };
  const namespace = namespaceOnce(signal);
  try {
    const access = { machine, namespace: namespace.open };
    const own = { token, uuid, before: [] };
    const first = await readMembers(access, members, own);
    const before = tokensBefore(first.members, token);
    const read = before.length === 0 ? first : await readMembers(access, members, { ...own, before });
    const isCounted = source !== undefined || countsBoots(sysroot);
    return { kind: 'published', token, isCounted, ...read, set: look.members, warnings };
  } finally {
    await namespace.close();
  }
}

function readMembers(
  access: MemberAccess,
  members: readonly EspMember[],
  owner: EntryOwner,
): Promise<Omit<Published, 'token' | 'isCounted'>> {
  const as = { use: 'read', fsck: false, wait: null } as const;
  return withOpenMembers(access, members, as, async (each) => {
    const ends = await each(async ({ path, name }, _watch, partuuid): Promise<MemberPublished> => {
      const isBooted = members.some((one) => one.partuuid === partuuid && one.role === 'booted');
      return { partuuid, name, isBooted, ...readGenerationFiles(path, owner) };
    });
    return {
      members: ends.flatMap((end) => (end.kind === 'done' ? [end.value] : [])),
      missing: ends.flatMap(({ kind, id }) => (kind === 'missing' ? [id] : [])),
      faults: ends.flatMap((end) =>
        end.kind === 'failed' || end.kind === 'refused' ? [`${end.id}: ${end.reason}`] : [],
      ),
    };
  });
}

/** Other tokens that entries of this machine have on any member: kernels and initrds of each are on all. */
function tokensBefore(members: readonly MemberPublished[], token: string): readonly string[] {
  const own = members.flatMap(({ entries }) => entries.filter(({ id }) => id !== null));
  const all = own.flatMap(({ path }) => parseAnyGenerationEntry(basename(path))?.token ?? []);
  return [...new Set(all)].filter((one) => one !== token).toSorted();
}

/**
 * Reads what an ESP has for generations, and the entries of others, which may name the same files.
 *
 * @param esp where its root is reached
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readGenerationFiles(
  esp: string,
  owner: EntryOwner,
): Pick<MemberPublished, 'entries' | 'payloads'> {
  const there = new Map<string, boolean>();
  const isThere = (path: string) => {
    const known = there.get(path);
    if (known !== undefined) return known;
    const found = lstatSync(join(esp, path), { throwIfNoEntry: false });
    const is = found?.isFile() === true && found.size > 0;
    there.set(path, is);
    return is;
  };
  const directories = [owner.token, ...owner.before].map(payloadDirectory);
  return {
    entries: [
      ...namesIn(join(esp, entriesDirectory(1)))
        .filter(isType1Name)
        .map((name) => readTextEntry(esp, name, owner, isThere)),
      ...namesIn(join(esp, entriesDirectory(2)))
        .filter(isType2Name)
        .flatMap((name) => readImageEntry(esp, name, owner)),
    ],
    payloads: directories.flatMap((directory) =>
      namesIn(join(esp, directory)).map((name) => `${directory}/${name}`),
    ),
  };
}

function readTextEntry(
  esp: string,
  name: string,
  owner: EntryOwner,
  isThere: (path: string) => boolean,
): EntryFound {
  const path = `${entriesDirectory(1)}/${name}`;
  const bytes = readFileSync(join(esp, path));
  const any = parseAnyGenerationEntry(name);
  const commandLine = any === null ? '' : optionsOf(bytes);
  const own = ownOf(any, commandLine, owner);
  const named = payloadsOf(bytes);
  const files = named.flatMap((file) => file.path ?? []);
  const isWhole = files.length === named.length && named.some(({ started }) => started);
  return {
    path,
    ...namedBy(own),
    commandLine: own === null ? '' : commandLine,
    files,
    isComplete: isWhole && files.every(isThere),
  };
}

/** Its lines `options`, which boot loaders put together with blanks. */
function optionsOf(bytes: Buffer): string {
  const lines = parseEntry(bytes).filter(({ key }) => key === 'options');
  return lines.map(({ start, end }) => bytes.toString('latin1', start, end)).join(' ');
}

/** Those of others name no file of a generation, and are not given. */
function readImageEntry(esp: string, name: string, owner: EntryOwner): readonly EntryFound[] {
  const any = parseAnyGenerationEntry(name);
  if (any === null) return [];
  const path = `${entriesDirectory(2)}/${name}`;
  const { isWhole, commandLine } = readUki(join(esp, path));
  const own = ownOf(any, commandLine ?? '', owner);
  if (own === null) return [];
  return [{ path, ...namedBy(own), commandLine: commandLine ?? '', files: [], isComplete: isWhole }];
}

/** What a name says of an entry that is one of the machine; null: it is another one's, as that of a clone. */
function ownOf(
  named: ReturnType<typeof parseAnyGenerationEntry>,
  commandLine: string,
  { token, uuid }: EntryOwner,
): GenerationEntry | null {
  if (named === null) return null;
  const isOwn = named.token === token || (uuid !== null && bootsGeneration(commandLine, uuid, named.id));
  return isOwn ? named : null;
}

function namedBy(own: GenerationEntry | null): Pick<EntryFound, 'id' | 'isOlderKernel' | 'left'> {
  return { id: own?.id ?? null, isOlderKernel: (own?.kernel ?? null) !== null, left: own?.left ?? null };
}
