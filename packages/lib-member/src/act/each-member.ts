import { type WritableWatch, watchWritable } from '@twinroot/lib-durable';
import type { Refusal } from '@twinroot/lib-failure';
import { failureText } from '@twinroot/lib-failure';
import type { EspMember } from '@twinroot/lib-record';
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
 */
type Work<T> = (member: OpenMember, watch: WritableWatch) => Promise<T>;

/**
 * Uses members side by side: each is checked again, opened, watched for turning read-only, and closed. One's failure never
 * stops another's work, and one that is missing is passed over.
 *
 * @returns in the order of the members; never rejects
 */
export function eachMember<T>(
  access: MemberAccess,
  members: readonly EspMember[],
  as: OpenAs,
  work: Work<T>,
): Promise<readonly UsedMember<T>[]> {
  return Promise.all(
    members.map((member) => used(member.partuuid, () => openMember(access, member, as), work)),
  );
}

/**
 * Uses plain directories, as eachMember does.
 *
 * @param directories paths with the names by which people know them
 */
export function eachDirectory<T>(
  directories: readonly { readonly path: string; readonly name: string }[],
  work: Work<T>,
): Promise<readonly UsedMember<T>[]> {
  return Promise.all(directories.map(({ path, name }) => used(name, () => openDirectory(path), work)));
}

async function used<T>(
  id: string,
  open: () => Promise<OpenMember | Exclude<UseEnd<T>, { kind: 'done' | 'failed' }>>,
  work: Work<T>,
): Promise<UsedMember<T>> {
  const started = secondsSinceStart();
  const names = new Map<string, string>();
  try {
    const member = await open();
    if (!('path' in member)) return { ...member, id, seconds: 0 };
    names.set(member.path, member.name);
    try {
      const value = await watched(member, work);
      return { kind: 'done', value, id, seconds: secondsSinceStart() - started };
    } finally {
      await member.close();
    }
  } catch (error) {
    const seconds = secondsSinceStart() - started;
    return { kind: 'failed', error, reason: failureText(error, names), id, seconds };
  }
}

async function watched<T>(member: OpenMember, work: Work<T>): Promise<T> {
  const watch = watchWritable(member.path);
  try {
    return await work(member, watch);
  } catch (error) {
    // Reading alone can find the damage.
    throw watch.explain(error);
  }
}

/** Seconds of a clock that only goes forward: process.uptime(), because `performance` loads a module first. */
function secondsSinceStart(): number {
  return process.uptime();
}
