import { type Cut, type CutModel, cutsOf } from './cuts.ts';
import { readFat } from './fat.ts';
import type { FileMemo } from './fat-file.ts';
import { readMenu } from './menu.ts';
import type { RecordedRun } from './record.ts';
import { type ContentMemo, type RegistryFault, registryFaultOf } from './registry.ts';
import type { SectorStore } from './sectors.ts';
import { takingTurns } from './turns.ts';
import { type Fault, faultOf } from './verdict.ts';

/** What came of the cuts of a run. */
export interface Tally {
  readonly name: string;
  readonly writes: number;
  readonly flushes: number;
  readonly images: number;
  readonly bad: number;
  readonly byModel: Readonly<Record<CutModel, number>>;
  readonly byFault: Readonly<Partial<Record<Fault | RegistryFault, number>>>;
  /** The first that was bad, to look into. */
  readonly first: string | null;
}

/**
 * Judges every cut of a run, each write with so many throws of the coin for each model. `onCut` is told of each image and its
 * fault while the image is valid.
 */
export async function judgeRun(
  { name, before, recorded, after }: RecordedRun,
  store: SectorStore,
  { coins, seed }: { readonly coins: number; readonly seed: number },
  onCut: (cut: Cut, fault: Fault | RegistryFault | null) => void = () => undefined,
): Promise<Tally> {
  const ends = { before: readFat(before, store), after: readFat(after, store) };
  const old = readMenu(ends.before);
  const now = readMenu(ends.after);
  const contents: ContentMemo = new Map();
  const memo: FileMemo = new Map();
  const turn = takingTurns();
  const byModel = { ordered: 0, lost: 0, torn: 0 };
  const byFault: Partial<Record<Fault | RegistryFault, number>> = {};
  let images = 0;
  let bad = 0;
  let first: string | null = null;
  for (const cut of cutsOf(before, recorded, coins, seed)) {
    images += 1;
    const fault =
      faultOf(cut.image, store, { old, now }, memo) ??
      registryFaultOf(readFat(cut.image, store, memo), ends, contents);
    await turn();
    onCut(cut, fault);
    if (fault === null) continue;
    bad += 1;
    byModel[cut.model] += 1;
    byFault[fault] = (byFault[fault] ?? 0) + 1;
    first ??= `${fault} after write ${cut.writes}, ${cut.model}`;
  }
  const writes = recorded.filter(({ kind }) => kind === 'write').length;
  return { name, writes, flushes: recorded.length - writes, images, bad, byModel, byFault, first };
}
