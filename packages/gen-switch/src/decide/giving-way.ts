import { compareVersions } from '@twinroot/lib-bls';
import { foldPath, roundedToClusters } from '@twinroot/lib-fat';
import { type EntryFound, entriesDirectory } from '@twinroot/lib-generation';
import type { Operation, Phase } from '@twinroot/lib-tree';
import type { EspFound, OwnEntry } from './esp-found.ts';
import { distinctPayloads } from './publication.ts';
import { type EspRoom, publicationWithRoom, type ToPlace, type WithRoom } from './publication-with-room.ts';

/** An ESP with what its entries name, of whatever system, and the kernels and initrds of generations that it has. */
export interface EspFiles extends EspRoom {
  readonly entries: readonly Pick<EntryFound, 'path' | 'files'>[];
  /** What a run that was killed has left half written is among these. Bytes by path below its root. */
  readonly payloads: ReadonlyMap<string, number>;
}

/** What there is room for when something gives way. */
export interface MadeRoom extends WithRoom {
  /** Entries that go. */
  readonly gave: readonly OwnEntry[];
}

/**
 * Plans how entries of older kernels of other generations give way to the newest kernel of one, those first that were switched to longest ago, and no
 * more than that needs: without them it would have had room, so it must have it with them. They go before anything is copied, and so do
 * all kernels and initrds that no entry on any ESP names then; these first, as runs that were killed leave them.
 *
 * @param isHeld whether somebody has chosen an entry
 * @returns null: that does not make room enough
 */
export function makingRoom(
  to: ToPlace,
  booted: EspFound,
  esps: readonly EspFiles[],
  isHeld: (entry: OwnEntry) => boolean,
): MadeRoom | null {
  const candidates = booted.entries
    .filter((one) => one.kernel !== null && one.id !== to.wanted.id && !isHeld(one))
    .toSorted((a, b) => compareVersions(a.version ?? '', b.version ?? ''));
  // A run that was killed has deleted these on the booted ESP; esp-mirror follows.
  const isBooted = ({ name }: OwnEntry) => booted.entries.some((one) => one.name === name);
  const stale = esps.flatMap(({ found }) =>
    found.entries.filter((one) => one.kernel !== null && !isBooted(one)),
  );
  for (let count = 0; count <= candidates.length; count++) {
    const gave = candidates.slice(0, count);
    const stays = ({ name }: OwnEntry) => !gave.some((one) => one.name === name);
    const going = [...gave, ...stale];
    const isUnnamed = unnamedWithout(to, esps, going);
    const roomy = esps.map((esp) => ({ ...esp, free: esp.free + freedOn(esp, going, isUnnamed) }));
    const placement = { ...to.placement, plain: to.placement.plain.filter(stays) };
    const found = { ...booted, entries: booted.entries.filter(stays) };
    const planned = publicationWithRoom({ ...to, placement }, found, roomy);
    if (planned.noRoom !== null) continue;
    const phases = [...goingPhases(gave, esps, isUnnamed), ...planned.publication.phases];
    return { ...planned, publication: { ...planned.publication, phases }, gave };
  }
  return null;
}

/** Whether no entry names a file when some are gone, nor what is published does. */
function unnamedWithout(
  { wanted, older }: ToPlace,
  esps: readonly EspFiles[],
  going: readonly OwnEntry[],
): (path: string) => boolean {
  const paths = new Set(going.map(pathOf).map(foldPath));
  const entries = esps.flatMap((esp) => esp.entries.filter(({ path }) => !paths.has(foldPath(path))));
  const wantedToo = distinctPayloads([wanted, ...older.map(({ placement: { kernel } }) => kernel)]);
  const named = new Set(
    [...entries.flatMap(({ files }) => files), ...wantedToo.map(({ path }) => path)].map(foldPath),
  );
  return (path) => !named.has(foldPath(path));
}

/** Bytes that are free then. */
function freedOn(
  { found, payloads, cluster }: EspFiles,
  going: readonly OwnEntry[],
  isUnnamed: (path: string) => boolean,
): number {
  const images = found.entries.filter(
    ({ type, name }) => type === 2 && going.some((one) => one.name === name),
  );
  const files = [...payloads].flatMap(([path, size]) => (isUnnamed(path) ? [size] : []));
  const sizes = [...images.map(({ size }) => size), ...files];
  return sizes.reduce((total, size) => total + roundedToClusters(size, cluster), 0);
}

function goingPhases(
  gave: readonly OwnEntry[],
  esps: readonly EspFiles[],
  isUnnamed: (path: string) => boolean,
): readonly Phase[] {
  const entries = gave.map((one): Operation => ({ op: 'delete', path: pathOf(one), size: one.size }));
  const payloads = esps.flatMap((esp) => (esp.isBooted ? [...esp.payloads] : []));
  const files = payloads.flatMap(([path, size]): Operation[] =>
    isUnnamed(path) ? [{ op: 'delete', path, size }] : [],
  );
  const phases: readonly Phase[] = [
    { name: 'entries that give way', operations: entries },
    { name: 'what no entry names', operations: files },
  ];
  return phases.filter(({ operations }) => operations.length > 0);
}

function pathOf({ type, name }: OwnEntry): string {
  return `${entriesDirectory(type)}/${name}`;
}
