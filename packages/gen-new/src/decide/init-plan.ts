import { type Refusal, refused } from '@twinroot/lib-failure';
import { idPattern, type Layout, madeLinks, unfinishedAmong } from '@twinroot/lib-generation';

/** What is at the top of a btrfs, as --init finds it. */
export interface InitFacts {
  /** Null: there is no directory snapshots. */
  readonly layout: Layout | null;
  /** The subvolume, below the top, that is the root; empty: the top; null: none of this btrfs. */
  readonly rootSubvolume: string | null;
  /** Names at the top, with the names in those that are directories. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

/** What --init does. */
export type InitPlan =
  /** A run before was cut: links to what it has made are all that lacks. */
  | { readonly kind: 'link'; readonly id: string }
  /** A snapshot of the root becomes the first generation. */
  | { readonly kind: 'root'; readonly from: string }
  /** An empty root, into which a system is installed. */
  | { readonly kind: 'empty' };

/** What a tree is made of, and which names in it are of a run that was cut, before there is a generation. */
const ours: ReadonlyMap<string, (name: string) => boolean> = new Map([
  ['snapshots', (name: string) => unfinishedAmong([name]).length > 0],
  ['links', (name: string) => name === madeLinks || idPattern.test(name)],
  ['commons', (name: string) => /^(?:\.new-)?@/.test(name)],
  ['next', (name: string) => name === 'current'],
  ['current', () => false],
  ['fstab', () => false],
]);

/** Plans --init, or says why there is nothing to do. */
export function planInit({ layout, rootSubvolume, names }: InitFacts): InitPlan | Refusal {
  const newest = layout?.generations.at(-1);
  if (newest !== undefined) {
    if (layout?.current === null) return { kind: 'link', id: newest.id };
    return refused('there is a tree of generations already: make the next one without --init');
  }
  if (rootSubvolume === '') {
    // The root's own directories of these names would be lost in the first generation.
    const own = [...names].find(
      ([name, inside]) => ours.has(name) && inside.some((one) => !ours.get(name)?.(one)),
    );
    if (own !== undefined)
      return refused(
        `the root is the top of the btrfs, and has a ${own[0]} of its own (${own[1][0]}): move it first`,
      );
  }
  if (rootSubvolume !== null) return { kind: 'root', from: rootSubvolume };
  const others = [...names.keys()].filter((name) => !ours.has(name));
  if (others.length === 0) return { kind: 'empty' };
  return refused(
    `the btrfs is not empty (${others.slice(0, 3).join(', ')}), and is not what the machine runs from: name its root by --sysroot`,
  );
}
