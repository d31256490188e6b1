import { join } from 'node:path';
import { deleteDurably } from '@twinroot/lib-durable';
import { setNow } from '@twinroot/lib-esp-set';
import { foldPath } from '@twinroot/lib-fat';
import { type MemberPublished, readGenerationFiles } from '@twinroot/lib-generation';
import { withMembers, withOpenMembers } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';

/** Where and how files of generations are deleted. */
export interface EspDeletion {
  /** Absolute. */
  readonly sysroot: string;
  /** As it was found; looked up again. */
  readonly set: readonly EspMember[];
  readonly token: string;
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
}

/** What an ESP has for generations. */
type Files = Pick<MemberPublished, 'entries' | 'payloads'>;

/**
 * Deletes entries of generations on the booted ESP, as they are called now: a boot may have counted meanwhile.
 *
 * @returns how many there were
 * @throws {Error} when the booted ESP cannot be written
 */
export function deleteEntries(call: EspDeletion, ids: ReadonlySet<string>): Promise<number> {
  return deleteFiles(call, ({ entries }) =>
    entries.flatMap(({ id, path }) => (id !== null && ids.has(id) ? [path] : [])),
  );
}

/**
 * Deletes kernels and initrds of generations on the booted ESP, but not what an entry there names meanwhile.
 *
 * @param paths below its root
 * @throws {Error} when the booted ESP cannot be written
 */
export function deletePayloads(call: EspDeletion, paths: readonly string[]): Promise<number> {
  return deleteFiles(call, ({ entries, payloads }) => {
    const named = new Set(entries.flatMap(({ files }) => files.map(foldPath)));
    return payloads.filter((path) => paths.includes(path) && !named.has(foldPath(path)));
  });
}

async function deleteFiles(call: EspDeletion, choose: (files: Files) => readonly string[]): Promise<number> {
  const { sysroot, set, token, waitSeconds, signal } = call;
  const wait = { waitSeconds, signal };
  return withMembers({ sysroot, signal, wait }, async (access) => {
    const now = setNow(set, access.machine).members;
    const booted = now.filter(({ role, kind }) => role === 'booted' && kind === 'esp');
    const as = { use: 'write', fsck: false, wait } as const;
    const [end] = await withOpenMembers(access, booted, as, (each) =>
      each(async ({ path }) => {
        const paths = choose(readGenerationFiles(path, token));
        for (const one of paths) await deleteDurably(join(path, one));
        return paths.length;
      }),
    );
    if (end?.kind === 'done') return end.value;
    const why = end === undefined || end.kind === 'missing' ? 'it is missing' : end.reason;
    throw new Error(`the booted ESP cannot be written: ${why}`);
  });
}
