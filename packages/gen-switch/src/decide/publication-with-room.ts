import type { EntryType } from '@twinroot/lib-generation';
import { bytesWritten } from '@twinroot/lib-tree';
import type { EspFound, Payload } from './esp-found.ts';
import type { PlacedEntry, Placement } from './placement.ts';
import {
  type BuiltImage,
  distinctPayloads,
  type OlderEntry,
  type Publication,
  publicationOf,
} from './publication.ts';
import { shortageOf } from './shortage.ts';
import type { Wanted } from './wanted.ts';

/** An ESP, what it has, and its room. */
export interface EspRoom {
  /** What people know it by. */
  readonly name: string;
  readonly isBooted: boolean;
  /** Bytes. */
  readonly free: number;
  /** Bytes in a cluster. */
  readonly cluster: number;
  readonly found: EspFound;
}

/** An older kernel that gets no entry. */
export interface LeftKernel {
  readonly release: string;
  /** A clause. */
  readonly why: string;
}

/** What is to be published, with the images that were built for it. */
export interface ToPlace {
  readonly wanted: Wanted;
  readonly placement: Placement;
  /** As that of publicationOf. */
  readonly image: BuiltImage | null;
  /** The newest first. */
  readonly older: readonly OlderEntry[];
  /** Names of entries of older kernels that cannot be made anew, and stay. */
  readonly kept: readonly string[];
}

/** What there is room for. */
export interface WithRoom {
  readonly publication: Publication;
  /** Why there is none for the newest kernel; null: there is. */
  readonly noRoom: string | null;
  readonly left: readonly LeftKernel[];
}

/**
 * Plans what there is room for on all ESPs: the newest kernel, without which nothing is published, and of its older ones, the newest first, each
 * for which there is room beside those before it. One without may keep the entry that it has, at its former place in the menu.
 *
 * @param booted what the booted ESP has
 */
export function publicationWithRoom(to: ToPlace, booted: EspFound, esps: readonly EspRoom[]): WithRoom {
  const { wanted, placement, image, older } = to;
  const planOf = (placed: readonly OlderEntry[]) => {
    const names = placed.map((one) => one.placement.name);
    const stay = older.filter((one) => one.placement.mayStay).map((one) => one.placement.name);
    const kept = [...to.kept, ...stay.filter((name) => !names.includes(name))];
    return publicationOf(wanted, booted, placement, image, { placed, kept });
  };
  const whyFullWith = (placed: readonly OlderEntry[]) => {
    const publication = planOf(placed);
    const written = publication.phases
      .flatMap((phase) => phase.operations)
      .flatMap((one) => (one.op === 'write' ? [bytesWritten(one)] : []));
    const full = esps.flatMap(
      (esp) => whyFull(esp, placement.type, lackingOn(esp, to, placed, booted), written) ?? [],
    );
    return full.length === 0 ? null : `${full.join('; ')}; gen-prune --keep N makes room`;
  };
  const noRoom = whyFullWith([]);
  if (noRoom !== null) return { publication: planOf([]), noRoom, left: [] };
  let placed: readonly OlderEntry[] = [];
  const left: LeftKernel[] = [];
  for (const one of older) {
    const why = whyFullWith([...placed, one]);
    if (why === null) placed = [...placed, one];
    else if (!one.placement.mayStay) left.push({ release: one.placement.kernel.release, why });
  }
  return { publication: planOf(placed), noRoom, left };
}

/** Bytes of each kernel, initrd or image that an ESP lacks. */
function lackingOn(
  { found, isBooted }: EspRoom,
  { wanted, placement, image }: ToPlace,
  placed: readonly OlderEntry[],
  booted: EspFound,
): readonly number[] {
  if (placement.type === 1) {
    const isLacking = ({ path }: Payload) => found.payloads.get(path) !== 'same';
    const kernels = [wanted, ...placed.map((one) => one.placement.kernel)];
    return distinctPayloads(kernels).flatMap((one) => (isLacking(one) ? [one.size] : []));
  }
  const ofImage = (entry: PlacedEntry, built: BuiltImage | null, key: string | null) => {
    const size = built?.size ?? booted.entries.find(({ name }) => name === entry.name)?.size ?? 0;
    const isThere = found.entries.some(
      (one) => one.id === wanted.id && one.kernel === key && one.type === 2 && one.size === size,
    );
    return built !== null || !(isBooted || isThere) ? [size] : [];
  };
  return [
    ...ofImage(placement, image, null),
    ...placed.flatMap((one) => ofImage(one.placement, one.image, one.placement.key)),
  ];
}

/**
 * Why there is no room on an ESP, in words; null: there is. A mirror gets what it lacks, and the texts anew.
 *
 * @param lacking bytes of kernels, initrds or images
 * @param written bytes of texts
 */
function whyFull(
  esp: EspRoom,
  type: EntryType,
  lacking: readonly number[],
  written: readonly number[],
): string | null {
  const missing = shortageOf([...lacking, ...written], esp);
  if (missing === 0) return null;
  const what = esp.isBooted ? 'the booted ESP' : 'the mirror';
  const which = type === 1 ? 'kernels and initrds' : 'unified kernel images';
  const all = lacking.reduce((total, size) => total + size, 0);
  return `${what} ${esp.name} needs ${missing} more bytes of room: it has ${esp.free} bytes, and the ${which} that it lacks have ${all}`;
}
