import { type LockError, type WritableWatch, watchWritable } from '@twinroot/lib-durable';
import type { Refusal } from '@twinroot/lib-failure';
import { failureText } from '@twinroot/lib-failure';
import { readFreeSpace } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { lockDirectories, type WaitForLock } from './locks.ts';
import { type OpenMember, openDirectory } from './open-directory.ts';
import { type MemberAccess, type OpenAs, openMember } from './open-member.ts';

/** What came of one member. */
export type UseEnd<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'missing' }
  | Refusal
  | {
      readonly kind: 'failed';
      readonly error: unknown;
      /** The error in one line, with the member under its name. */
      readonly reason: string;
    };

/** A member that was used, or passed over. */
export type UsedMember<T> = UseEnd<T> & {
  /** Its PARTUUID, or the directory as it was given. */
  readonly id: string;
  /** How long it took. */
  readonly seconds: number;
};

/**
 * What is done with a member while it is open.
 *
 * @param watch tells whether its file system turned read-only since it was opened
 * @param id its PARTUUID, or the directory as it was given
 */
type Work<T> = (member: OpenMember, watch: WritableWatch, id: string) => Promise<T>;

/**
 * Does the same with each of the members that are open, side by side. One's failure never stops another's work, and one that
 * is missing is passed over.
 *
 * @returns in the order of the members; never rejects
 */
export type EachOpen = <T>(work: Work<T>) => Promise<readonly UsedMember<T>[]>;

/**
 * Opens members, each checked again, and locks them, so that nobody else writes them meanwhile, whatever he calls them: what
 * `use` reads is what is there when it is their turn. All are closed in the end.
 *
 * @param wait null: without locks, for what only reads
 * @throws {ToolError} ABORT, ENOENT without flock(1); and what `use` throws
 */
export function withOpenMembers<R>(
  access: MemberAccess,
  members: readonly EspMember[],
  as: OpenAs & { readonly wait: WaitForLock | null },
  use: (each: EachOpen) => Promise<R>,
): Promise<R> {
  const openings = members.map((member) => ({
    id: member.partuuid,
    open: () => openMember(access, member, as),
  }));
  return withAllOpen(openings, as.wait, use);
}

/**
 * Opens plain directories, as withOpenMembers does members.
 *
 * @param directories paths with the names by which people know them
 */
export function withOpenDirectories<R>(
  directories: readonly { readonly path: string; readonly name: string }[],
  wait: WaitForLock | null,
  use: (each: EachOpen) => Promise<R>,
): Promise<R> {
  const openings = directories.map(({ path, name }) => ({ id: name, open: () => openDirectory(path) }));
  return withAllOpen(openings, wait, use);
}

/** A member that is to be opened. */
interface Opening {
  readonly id: string;
  readonly open: () => Promise<OpenMember | NotOpen>;
}
type NotOpen = Exclude<UseEnd<never>, { kind: 'done' }>;

/** A member that is open, or why it is not, and how long that took. */
type Opened = { readonly id: string; readonly seconds: number; readonly found: OpenMember | NotOpen };

async function withAllOpen<R>(
  openings: readonly Opening[],
  wait: WaitForLock | null,
  use: (each: EachOpen) => Promise<R>,
): Promise<R> {
  const opened = await Promise.all(openings.map(openedOf));
  const open = opened.flatMap(({ found }) => ('path' in found ? [found] : []));
  try {
    const paths = open.map(({ path }) => path);
    const locked = wait === null ? null : await lockDirectories(paths, wait);
    try {
      return await use((work) =>
        Promise.all(opened.map((each) => used(each, locked?.failures ?? new Map(), work))),
      );
    } finally {
      await locked?.release();
    }
  } finally {
    for (const member of open) await member.close();
  }
}

async function openedOf({ id, open }: Opening): Promise<Opened> {
  const started = secondsSinceStart();
  try {
    return { id, found: await open(), seconds: secondsSinceStart() - started };
  } catch (error) {
    const found = { kind: 'failed', error, reason: failureText(error) } as const;
    return { id, found, seconds: secondsSinceStart() - started };
  }
}

async function used<T>(
  { id, seconds, found }: Opened,
  failures: ReadonlyMap<string, LockError>,
  work: Work<T>,
): Promise<UsedMember<T>> {
  if (!('path' in found)) return { ...found, id, seconds: found.kind === 'failed' ? seconds : 0 };
  const started = secondsSinceStart() - seconds;
  try {
    const failure = failures.get(found.path);
    if (failure) throw failure;
    // Who had the lock before may have left less room.
    const member = { ...found, ...(await readFreeSpace(found.path)) };
    const value = await watched(member, id, work);
    return { kind: 'done', value, id, seconds: secondsSinceStart() - started };
  } catch (error) {
    const reason = failureText(error, new Map([[found.path, found.name]]));
    return { kind: 'failed', error, reason, id, seconds: secondsSinceStart() - started };
  }
}

async function watched<T>(member: OpenMember, id: string, work: Work<T>): Promise<T> {
  const watch = watchWritable(member.path);
  try {
    return await work(member, watch, id);
  } catch (error) {
    // Reading alone can find the damage.
    throw watch.explain(error);
  }
}

/** Seconds of a clock that only goes forward: process.uptime(), because `performance` loads a module first. */
function secondsSinceStart(): number {
  return process.uptime();
}
