import { splitArguments } from '@twinroot/lib-cmdline';
import { hasRoot, rootName, type TopFound } from './layout.ts';
import type { Published } from './published.ts';

/** The btrfs with the generations. */
export interface GenerationsBtrfs {
  /** Of the file system; null: not known. */
  readonly uuid: string | null;
  readonly found: Pick<TopFound, 'snapshots'>;
}

/**
 * Ids of generations that entries lead to, and that are gone: somebody has deleted their roots by hand, or a member that was missing
 * has entries from before. Only what names this btrfs by its UUID counts, since a clone of the machine has entries of the same names.
 *
 * @returns sorted
 */
export function goneIds(
  { members }: Pick<Published, 'members'>,
  { uuid, found }: GenerationsBtrfs,
): readonly string[] {
  if (uuid === null) return [];
  const there = new Set(found.snapshots.flatMap((one) => (hasRoot(one) ? [one.name] : [])));
  const ids = members.flatMap(({ entries }) =>
    entries.flatMap(({ id, commandLine }) =>
      id !== null && !there.has(id) && bootsGeneration(commandLine, uuid, id) ? [id] : [],
    ),
  );
  return [...new Set(ids)].toSorted();
}

/**
 * Whether a command line has the kernel mount the root of a generation: of several arguments the last one counts (Linux init/do_mounts.c).
 *
 * @param uuid of the btrfs
 */
export function bootsGeneration(commandLine: string, uuid: string, id: string): boolean {
  const all = splitArguments(commandLine).map(({ text }) => text);
  const own = all.includes('--') ? all.slice(0, all.indexOf('--')) : all;
  const argument = (key: string) => own.findLast((text) => text.startsWith(key))?.slice(key.length);
  const root = /^(?:UUID=|\/dev\/disk\/by-uuid\/)"?([^"]*)"?$/.exec(argument('root=') ?? '')?.[1];
  const flags = argument('rootflags=')?.split(',') ?? [];
  const named = flags.findLast((flag) => flag.startsWith('subvol='))?.slice('subvol='.length);
  return (
    root?.toLowerCase() === uuid.toLowerCase() && named?.replace(/^\/+/, '') === `snapshots/${id}/${rootName}`
  );
}
