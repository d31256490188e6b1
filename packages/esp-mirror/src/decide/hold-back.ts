import { type BootTree, defectOf, type MenuEntry, weaknessOf } from '@twinroot/lib-boot-tree';
import { isOwnName } from '@twinroot/lib-fat';
import { nameOf } from '@twinroot/lib-tree';
import { faultOf, type HoldFacts, isCarried, isDamaged, namesHeld, sharesPinned } from './fitness.ts';
import { givingWay } from './give-way.ts';
import type { PlanNote } from './plan-note.ts';
import { unsteadinessOf } from './written-files.ts';

/** Entries that are held back. */
export interface Held {
  /** Their ids. */
  readonly ids: ReadonlySet<string>;
  /** Folded paths on the mirror that stay as they are, because of them and of what is kept. */
  readonly pinned: Set<string>;
  readonly notes: readonly PlanNote[];
}

/**
 * Entries that must not come from the source: damaged ones, those that are being written, and those that share a changed file
 * with one that is kept as the mirror has it, because a mix of both would be neither. What a whole entry of the source needs is
 * never kept from it by a damaged one: then that one goes from the mirror. But it waits for one that is being written, which
 * ends.
 */
export function holdBack(facts: HoldFacts): Held {
  const { byId, kept, leftOut, source, mirror, written } = facts;
  const ids = new Set<string>();
  const pinned = new Set<string>();
  const notes: PlanNote[] = [];
  const isComplete = (entry: MenuEntry) => defectOf(entry, mirror) === null;
  const pin = (entry: MenuEntry) => {
    for (const { key } of entry.names) if (key !== null) pinned.add(key);
  };
  const there = (entry: MenuEntry) => byId.get(entry.id) ?? [];
  const hold = (entry: MenuEntry, because: string, without: PlanNote['kind'] = 'warning') => {
    ids.add(entry.id);
    const staying = settled(there(entry), mirror);
    for (const other of staying) pinned.add(other.key);
    const complete = staying.filter(isComplete);
    for (const other of complete) pin(other);
    const path = entry.file.path;
    if (complete.length > 0)
      notes.push({ kind: 'kept', text: `${path} ${because}: the mirror's version is kept`, path });
    else notes.push({ kind: without, text: `${path} ${because}, and the mirror has no complete one`, path });
  };

  for (const entry of kept) if (isComplete(entry)) pin(entry);
  for (const entry of leftOut.filter(isComplete)) {
    const { path } = entry.file;
    const damaged = entry.names.find((name) => isDamaged(name, facts));
    const because =
      unsteadinessOf(entry, written) ??
      (damaged === undefined ? null : `names ${damaged.path}, which is damaged on the source`);
    if (because === null) continue;
    pin(entry);
    const text = `${path} ${because}: the mirror's version is kept`;
    notes.push({ kind: 'kept', text, path });
  }
  const wanted: MenuEntry[] = [];
  for (const entry of facts.wanted) {
    const unsteadiness = unsteadinessOf(entry, written);
    if (unsteadiness === null) {
      wanted.push(entry);
      continue;
    }
    hold(entry, unsteadiness, 'kept');
    // The image that stays would see a new add-on at once.
    for (const { key, as } of entry.names) if (key !== null && as === 'addon') pinned.add(key);
  }
  const faults = new Map(wanted.map((entry) => [entry, faultOf(entry, facts)]));
  const whole = wanted.filter((entry) => faults.get(entry) === null);
  for (const entry of whole) if (!isCarried(entry, facts)) hold(entry, 'names an excluded file');
  for (let before = -1; before !== ids.size; ) {
    before = ids.size;
    for (const entry of whole) {
      if (!ids.has(entry.id) && sharesPinned(entry, pinned, facts))
        hold(entry, 'shares a file with an entry that is kept', 'kept');
      else if (!ids.has(entry.id) && namesHeld(entry, ids, faults, facts))
        hold(entry, 'names an image that is kept', 'kept');
    }
  }
  for (const entry of whole) {
    const weakness = ids.has(entry.id) ? null : weaknessOf(entry, source);
    const { path } = entry.file;
    if (weakness !== null)
      notes.push({ kind: 'warning', text: `${path} ${weakness}: it starts without an initrd`, path });
  }
  const coming = whole.filter((entry) => !ids.has(entry.id));
  const broken = wanted.filter((entry) => faults.get(entry) !== null);
  const giving = givingWay(broken, coming, pinned, facts);
  for (const entry of broken) {
    const fault = faults.get(entry) ?? '';
    const way = giving.get(entry);
    if (way === undefined) hold(entry, fault);
    else {
      if (!way.comes) ids.add(entry.id);
      const what = way.comes ? 'the mirror gets it so' : 'it is deleted from the mirror';
      const path = entry.file.path;
      const text = `${path} ${fault}, and another entry needs the new ${way.taken}: ${what}; repair or delete it on the source`;
      notes.push({ kind: 'lost', text, path });
    }
  }
  return { ids, pinned, notes: inOrder(notes, facts.wanted) };
}

/** Without those of the mirror's versions that an interrupted run left pointed to copies, where another one starts as well. */
function settled(versions: readonly MenuEntry[], mirror: BootTree): readonly MenuEntry[] {
  const others = versions.filter(({ names }) => !names.some(({ path }) => isOwnName(nameOf(path))));
  const isSound = (entry: MenuEntry) =>
    defectOf(entry, mirror) === null && weaknessOf(entry, mirror) === null;
  return others.some(isSound) ? others : versions;
}

/** Notes of entries in the order of the menu; others first. */
function inOrder(notes: readonly PlanNote[], menu: readonly MenuEntry[]): readonly PlanNote[] {
  const order = new Map(menu.map(({ file }, index) => [file.path, index]));
  return notes.toSorted((a, b) => (order.get(a.path ?? '') ?? -1) - (order.get(b.path ?? '') ?? -1));
}
