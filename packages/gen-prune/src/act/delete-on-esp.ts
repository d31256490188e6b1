import { join } from 'node:path';
import { deleteDurably } from '@twinroot/lib-durable';
import { foldPath } from '@twinroot/lib-fat';
import {
  type BootedEsp,
  type MemberPublished,
  onBootedEsp,
  readGenerationFiles,
  writeRefindMenus,
} from '@twinroot/lib-generation';

/** Where and how files of generations are deleted. */
export interface EspDeletion extends BootedEsp {
  readonly token: string;
}

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
    call,
    ({ entries }) => entries.flatMap(({ id, path }) => (id !== null && ids.has(id) ? [path] : [])),
    (esp) => writeRefindMenus(esp, call.token, ids),
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

function deleteFiles(
  call: EspDeletion,
  choose: (files: Files) => readonly string[],
  first: (esp: string) => Promise<unknown> = async () => undefined,
): Promise<number> {
  return onBootedEsp(call, async (esp) => {
    const paths = choose(readGenerationFiles(esp, call.token));
    await first(esp);
    for (const path of paths) await deleteDurably(join(esp, path));
    return paths.length;
  });
}
