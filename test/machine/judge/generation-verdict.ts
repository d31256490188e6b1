import { type BootChoice, bootChoice, subvolumesOf } from './boot-choice.ts';
import { readFat } from './fat.ts';
import type { FatFile, FileMemo } from './fat-file.ts';
import { FatError } from './fat-volume.ts';
import type { GenerationTree, TreeReader } from './generation-tree.ts';
import { type BootState, readMenu } from './menu.ts';
import type { Image, SectorStore } from './sectors.ts';
import { type Fault, faultOf } from './verdict.ts';

/** What is wrong with a disk of generations after a cut, whatever of it is booted. */
export type GenerationFault =
  | Fault
  /** The boot loader takes neither what it took before nor what it takes afterwards. */
  | 'other entry'
  | 'no btrfs'
  /** `current` leads neither to the old nor to the new one. */
  | 'current'
  /** `current` leads to what an ESP does not boot. */
  | 'ahead'
  /** An entry boots a generation that is gone, or is not whole. */
  | 'dangling'
  /** What has the name of a generation is none. */
  | 'half';

/** Where the ESPs and the btrfs lie in an image, in sectors. */
export interface Parts {
  readonly esps: readonly Part[];
  readonly btrfs: Part;
}

interface Part {
  readonly start: number;
  readonly length: number;
}

/** What a disk boots. */
export interface GenerationState {
  readonly esps: readonly { readonly menu: BootState; readonly choice: BootChoice | null }[];
  readonly tree: GenerationTree | null;
}

const partOf = (image: Image, { start, length }: Part): Image => image.subarray(start, start + length);

/** Reads what a disk boots that nobody has cut. */
export async function generationState(
  image: Image,
  { esps, btrfs }: Parts,
  store: SectorStore,
  trees: TreeReader,
): Promise<GenerationState> {
  return {
    esps: esps.map((part) => {
      const files = readFat(partOf(image, part), store);
      return { menu: readMenu(files), choice: bootChoice(files) };
    }),
    tree: await trees.read(partOf(image, btrfs)),
  };
}

/**
 * Judges a disk that power left at some moment between two states: each ESP boots what it booted before or afterwards, and that is a
 * whole generation; `current` is the old or the new one, and never ahead of an ESP.
 *
 * @param memos one for each ESP
 * @param whole what a generation has to have in /etc: its own id, or the mark of a command that ran in it
 */
export async function generationFault(
  image: Image,
  { parts, store, trees }: { readonly parts: Parts; readonly store: SectorStore; readonly trees: TreeReader },
  ends: { readonly old: GenerationState; readonly now: GenerationState },
  memos: readonly FileMemo[],
  whole: (tree: GenerationTree, id: string) => boolean,
): Promise<GenerationFault | null> {
  const choices: (BootChoice | null)[] = [];
  const subvolumes: string[] = [];
  for (const [index, part] of parts.esps.entries()) {
    const [old, now] = [ends.old.esps[index], ends.now.esps[index]];
    const memo = memos[index] ?? new Map();
    if (old === undefined || now === undefined) throw new Error('another number of ESPs');
    const esp = partOf(image, part);
    const fault = faultOf(esp, store, { old: old.menu, now: now.menu }, memo);
    if (fault !== null) return fault;
    const files = filesOf(esp, store, memo);
    const choice = bootChoice(files);
    if (![old.choice, now.choice].some((one) => one?.subvolume === choice?.subvolume)) return 'other entry';
    choices.push(choice);
    subvolumes.push(...subvolumesOf(files));
  }
  const tree = await trees.read(partOf(image, parts.btrfs));
  if (tree === null) return 'no btrfs';
  const [before, after] = [ends.old.tree?.current ?? null, ends.now.tree?.current ?? null];
  if (tree.current !== before && tree.current !== after) return 'current';
  if (tree.current !== before && choices.some((choice) => choice?.subvolume !== `/snapshots/${after}/@`))
    return 'ahead';
  for (const id of tree.generations.keys()) if (!whole(tree, id)) return 'half';
  const isThere = (subvolume: string) => {
    const [, id = null] = /^\/snapshots\/(\w+)\/@$/.exec(subvolume) ?? [];
    return id === null || tree.generations.has(id);
  };
  return subvolumes.every(isThere) ? null : 'dangling';
}

function filesOf(esp: Image, store: SectorStore, memo: FileMemo): ReadonlyMap<string, FatFile> {
  try {
    return readFat(esp, store, memo);
  } catch (error) {
    if (error instanceof FatError) return new Map();
    throw error;
  }
}
