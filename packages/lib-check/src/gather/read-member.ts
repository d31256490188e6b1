import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { bootTreeOf, entryTypeOf, isProtected, isStarted } from '@twinroot/lib-boot-tree';
import { failureText, isMissing } from '@twinroot/lib-failure';
import { foldPath, readFatState } from '@twinroot/lib-fat';
import { type MemberAccess, type OpenMember, openMember } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { registryPath } from '@twinroot/lib-registry';
import { inspectProgram } from '@twinroot/lib-seal';
import { readTextIfThere } from '@twinroot/lib-sysroot';
import { filesOf, readRange, scanTree } from '@twinroot/lib-tree';
import { loaderConfPath } from '../decide/checks/entries.ts';
import { seedPath } from '../decide/checks/volume.ts';
import type { FileFacts, InitrdFacts, MemberFacts } from '../decide/facts/machine-facts.ts';
import { redacted } from '../decide/redact.ts';
import { readImageFacts } from './read-image.ts';

/** A member as it was read, with what no record may have. */
export interface ReadMember {
  readonly facts: MemberFacts;
  /** Bytes of the random seed; null without one. */
  readonly seed: Uint8Array | null;
}

/** How members are read. */
export interface ReadWishes {
  /** Whether all files are read, and not only small ones. */
  readonly scrub: boolean;
  /**
   * Called when a scrub of a member begins.
   *
   * @param name what people know it by
   * @param size bytes that its files have
   * @returns is called with so many bytes that were read since it was called before
   */
  readonly onScrub?: ((name: string, size: number) => (bytes: number) => void) | undefined;
  readonly signal: AbortSignal;
}

/** What is done with a member while it is open: reading initrds takes longest, and not all need it. */
export type WhileOpen = (root: string, facts: MemberFacts) => Promise<ReadonlyMap<string, InitrdFacts>>;

/**
 * Reads a member of a set, which need not be there.
 *
 * @throws {ToolError} ABORT
 */
export async function readMember(
  access: MemberAccess,
  member: EspMember,
  { whileOpen, ...wishes }: ReadWishes & { readonly whileOpen: WhileOpen },
): Promise<ReadMember> {
  const { role, kind, partuuid, path, mountpoint } = member;
  const state = { role, kind, partuuid, path, mountpoint, free: member.free, seed: null, isDirty: null };
  const unread = (why: string): ReadMember => ({
    facts: { ...state, unread: why, registry: null, files: new Map(), initrds: new Map() },
    seed: null,
  });
  try {
    const isDirty = member.state === 'unmounted' && path !== null ? await dirtyMark(access, path) : null;
    const open = await openMember(access, member, { use: 'read', fsck: false });
    if (!('path' in open)) return unread(open.kind === 'missing' ? 'it is missing' : open.reason);
    try {
      const files = await readFiles(open, wishes);
      const seed = readSeed(open.path);
      const facts: MemberFacts = {
        ...state,
        unread: null,
        isDirty,
        free: open.free,
        seed: seed === null ? null : { size: seed.bytes.length, isReadable: seed.isReadable, sameAs: [] },
        notFiles: notFilesOf(open.path),
        registry: isFile(open.path, registryPath) ? readTextIfThere(join(open.path, registryPath)) : null,
        files,
        initrds: new Map(),
      };
      const initrds = await whileOpen(open.path, facts);
      return { facts: { ...facts, initrds }, seed: seed?.bytes ?? null };
    } finally {
      await open.close();
    }
  } catch (error) {
    wishes.signal.throwIfAborted();
    return unread(failureText(error));
  }
}

async function dirtyMark({ machine }: MemberAccess, path: string): Promise<boolean | null> {
  return machine.live ? ((await readFatState(path))?.isDirty ?? null) : null;
}

/** Texts that boot loaders read. */
function isText(path: string): boolean {
  const key = foldPath(path);
  return entryTypeOf(path) === 1 || key === 'LOADER/LOADER.CONF' || /^EFI\/[^/]+\/GRUB\.CFG$/.test(key);
}

/** Bytes that the files of a tree have. What its file system says is in use may be other things, where nothing is mounted. */
async function sizeOf(root: string, signal: AbortSignal): Promise<number> {
  const listing = await scanTree(root, {
    checksum: false,
    keepBytes: () => false,
    isUnread: () => true,
    signal,
  });
  return filesOf(listing).reduce((sum, { size }) => sum + size, 0);
}

async function readFiles(
  { path: root, name }: OpenMember,
  { scrub, onScrub, signal }: ReadWishes,
): Promise<ReadonlyMap<string, FileFacts>> {
  const listing = await scanTree(root, {
    checksum: scrub,
    keepBytes: (_, key) => isText(key),
    isUnread: (_, key) => isProtected(key) && !isText(key),
    signal,
    onRead: scrub && onScrub ? onScrub(name, await sizeOf(root, signal)) : undefined,
  });
  const { menu } = bootTreeOf(listing, (path) => inspectProgram(root, path, listing));
  const started = new Set(
    menu.flatMap(({ names }) => names.filter(({ as }) => isStarted(as)).map(({ key }) => key)),
  );
  // Where a program is named and a directory is, boot loaders find something, which is no program.
  const directories = [...started].flatMap((key): (readonly [string, FileFacts])[] => {
    const node = key === null ? undefined : listing.nodes.get(key);
    const facts = { size: 0, mtime: 0, digest: null, unreadable: 'EISDIR', text: null, image: null };
    return node === undefined || node.kind === 'file' ? [] : [[node.path, facts]];
  });
  const files = filesOf(listing).map((file): [string, FileFacts] => {
    const { path, key, size, mtime, digest, bytes, unreadable } = file;
    const isProgram = started.has(key) || /\.efi$/i.test(path);
    const text = bytes === null ? null : Buffer.from(bytes).toString('latin1');
    return [
      path,
      {
        size,
        mtime,
        digest,
        unreadable: unreadable ?? null,
        text: text === null ? null : redacted(text),
        image: isProgram && unreadable === undefined ? readImageFacts(root, file) : null,
      },
    ];
  });
  return new Map([...files, ...directories]);
}

function readSeed(root: string): { readonly bytes: Uint8Array; readonly isReadable: boolean } | null {
  const stat = statOf(root, seedPath);
  const bytes = stat?.isFile() ? readRange(root, seedPath, 0, 4096) : null;
  return stat === null || bytes === null ? null : { bytes, isReadable: (stat.mode & 0o044) !== 0 };
}

/** Of the names that are known here, those that are no files. */
function notFilesOf(root: string): string[] {
  return [seedPath, registryPath, loaderConfPath].filter((path) => statOf(root, path)?.isFile() === false);
}

function isFile(root: string, path: string): boolean {
  return statOf(root, path)?.isFile() === true;
}

function statOf(root: string, path: string): Stats | null {
  try {
    return lstatSync(join(root, path), { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
