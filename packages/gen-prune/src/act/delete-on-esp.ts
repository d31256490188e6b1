import { join } from 'node:path';
import { deleteDurably } from '@twinroot/lib-durable';
import { foldPath } from '@twinroot/lib-fat';
import {
  type BootedEsp,
  type EntryOwner,
  type MemberPublished,
  onBootedEsp,
  readGenerationFiles,
  writeRefindMenus,
} from '@twinroot/lib-generation';

/** Where and how files of generations are deleted. */
export interface EspDeletion extends BootedEsp, Omit<EntryOwner, 'before'> {}

/** What an ESP has for generations. */
type Files = Pick<MemberPublished, 'entries' | 'payloads'>;

/**
 * Deletes entries of generations on the booted ESP, as they are called now: a boot may have counted meanwhile. Before that they go from the
 * menus of rEFInd.
 *
 * @returns how many there were
 * @throws {Error} when the booted ESP cannot be written
 */
export function deleteEntries(call: EspDeletion, ids: ReadonlySet<string>): Promise<number> {
  return deleteFiles(
    { ...call, before: [] },
    ({ entries }) => entries.flatMap(({ id, path }) => (id !== null && ids.has(id) ? [path] : [])),
    (esp) => writeRefindMenus(esp, call.token, ({ id }) => ids.has(id)),
  );
}

/**
 * Deletes kernels and initrds of generations on the booted ESP, but not what an entry there names meanwhile.
 *
 * @param paths below its root
 * @throws {Error} when the booted ESP cannot be written
 */
export function deletePayloads(call: EspDeletion, paths: readonly string[]): Promise<number> {
  const before = paths.flatMap((path) => path.split('/')[0] ?? []).filter((token) => token !== call.token);
  return deleteFiles({ ...call, before: [...new Set(before)] }, ({ entries, payloads }) => {
    const named = new Set(entries.flatMap(({ files }) => files.map(foldPath)));
    return payloads.filter((path) => paths.includes(path) && !named.has(foldPath(path)));
  });
}

function deleteFiles(
  call: BootedEsp & EntryOwner,
  choose: (files: Files) => readonly string[],
  first: (esp: string) => Promise<unknown> = async () => undefined,
): Promise<number> {
  return onBootedEsp(call, async (esp) => {
    const paths = choose(readGenerationFiles(esp, call));
    await first(esp);
    for (const path of paths) await deleteDurably(join(esp, path));
    return paths.length;
  });
}
