import {
  type Generation,
  idPattern,
  type Layout,
  type LinksWanted,
  type Published,
  type TopFound,
  unfinishedAmong,
  unnamedPayloads,
} from '@twinroot/lib-generation';
import type { GenerationPlanRecord } from '@twinroot/lib-record';
import type { Going, Staying } from './choose-going.ts';
import { leftLinks } from './leftovers.ts';
import { turnWithout } from './turn.ts';

/** A file of a generation on the booted ESP. */
export interface EspFile {
  /** null: several generations had it. */
  readonly id: string | null;
  /** Below the root of the ESP. */
  readonly path: string;
}

/** What is done, in this order. */
export interface PrunePlan {
  readonly going: readonly Generation[];
  readonly staying: readonly Staying[];
  /** On the booted ESP. */
  readonly entries: readonly EspFile[];
  /** Whether a member has entries that go: the others follow what was booted. */
  readonly mirrorsEntries: boolean;
  readonly payloads: readonly EspFile[];
  readonly mirrorsPayloads: boolean;
  /** null: current/0, current/1, … lead to what stays. */
  readonly turn: LinksWanted | null;
  /** Names in snapshots/ that runs which were killed have left. */
  readonly leftSnapshots: readonly string[];
  /** Names in links/ that were current once. */
  readonly leftLinks: readonly string[];
}

/** What a plan is made of. */
export interface PlanFacts {
  readonly found: TopFound;
  readonly layout: Layout;
  readonly chosen: Going;
  /** null: no ESP was booted. */
  readonly published: Published | null;
  /** Ids of generations that are gone, and that entries lead to all the same. */
  readonly gone: readonly string[];
  /** When the directories of links/ were changed, in seconds since 1970. */
  readonly changedAt: ReadonlyMap<string, number>;
}

/** Plans what goes. */
export function prunePlan({ found, layout, chosen, published, gone, changedAt }: PlanFacts): PrunePlan {
  const going = new Set(chosen.going.map(({ id }) => id));
  const members = published?.members ?? [];
  const unlisted = new Set([...going, ...gone]);
  const isGoing = (id: string | null) => id !== null && unlisted.has(id);
  const booted = members.find(({ isBooted }) => isBooted);
  const unnamed = published === null ? new Map() : unnamedPayloads(published, unlisted);
  const turn = turnWithout(found, layout, going);
  // Turned away from, the directory that is current now leads to nothing that the new one does not.
  const turnedFrom = turn !== null && layout.current !== null && idPattern.test(layout.current);
  return {
    ...chosen,
    entries: (booted?.entries ?? []).filter(({ id }) => isGoing(id)).map(({ id, path }) => ({ id, path })),
    mirrorsEntries: members.some(({ entries }) => entries.some(({ id }) => isGoing(id))),
    payloads: (booted === undefined ? [] : (unnamed.get(booted) ?? [])).map((path: string) => ({
      id: null,
      path,
    })),
    mirrorsPayloads: unnamed.size > 0,
    turn,
    leftSnapshots: unfinishedAmong(found.snapshots.map(({ name }) => name)),
    leftLinks: [
      ...leftLinks({ found, layout, going, changedAt }),
      ...(turnedFrom ? [layout.current ?? ''] : []),
    ],
  };
}

/** A plan as records. */
export function planRecords(
  plan: PrunePlan,
  found: Pick<TopFound, 'snapshots'>,
): readonly GenerationPlanRecord[] {
  const one = (
    operation: GenerationPlanRecord['operation'],
    more: Partial<GenerationPlanRecord>,
  ): GenerationPlanRecord => ({
    generation: null,
    operation,
    path: null,
    on: null,
    from: null,
    bytes: null,
    why: null,
    ...more,
  });
  const onEsp = ({ id, path }: EspFile) => one('delete', { generation: id, path, on: 'esp' });
  const subvolumesOf = (name: string) =>
    found.snapshots.find((snapshot) => snapshot.name === name)?.subvolumes ?? [];
  return [
    ...plan.staying.map(({ id, why }) => one('keep', { generation: id, why })),
    ...plan.entries.map(onEsp),
    ...(plan.mirrorsEntries ? [one('mirror', {})] : []),
    ...plan.payloads.map(onEsp),
    ...(plan.mirrorsPayloads ? [one('mirror', {})] : []),
    ...(plan.turn?.ids ?? []).map((id, slot) =>
      one('turn', { generation: id, path: `current/${slot}`, on: 'btrfs' }),
    ),
    ...plan.going.flatMap(({ id }) =>
      subvolumesOf(id).map(({ name }) =>
        one('delete', { generation: id, path: `snapshots/${id}/${name}`, on: 'btrfs' }),
      ),
    ),
    ...plan.leftSnapshots.map((name) => one('delete', { path: `snapshots/${name}`, on: 'btrfs' })),
    ...plan.leftLinks.map((name) => one('delete', { path: `links/${name}`, on: 'btrfs' })),
  ];
}
