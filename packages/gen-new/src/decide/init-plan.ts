import { type Refusal, refused } from '@twinroot/lib-failure';
import type { Layout } from '@twinroot/lib-generation';

/** What is at the top of a btrfs, as --init finds it. */
export interface InitFacts {
  /** Null: there is no directory snapshots. */
  readonly layout: Layout | null;
  /** The subvolume, below the top, that is the root; empty: the top; null: none of this btrfs. */
  readonly rootSubvolume: string | null;
  /** Names at the top. */
  readonly names: readonly string[];
}

/** What --init does. */
export type InitPlan =
  /** A run before was cut: links to what it has made are all that lacks. */
  | { readonly kind: 'link'; readonly id: string }
  /** A snapshot of the root becomes the first generation. */
  | { readonly kind: 'root'; readonly from: string }
  /** An empty root, into which a system is installed. */
  | { readonly kind: 'empty' };

/** What a tree is made of, beside what is in it; names at the top. */
const ownNames = new Set(['snapshots', 'links', 'commons', 'next', 'current', 'fstab']);

/** Plans --init, or says why there is nothing to do. */
export function planInit({ layout, rootSubvolume, names }: InitFacts): InitPlan | Refusal {
  const newest = layout?.generations.at(-1);
  if (newest !== undefined) {
    if (layout?.current === null) return { kind: 'link', id: newest.id };
    return refused('there is a tree of generations already: make the next one without --init');
  }
  if (rootSubvolume !== null) return { kind: 'root', from: rootSubvolume };
  const others = names.filter((name) => !ownNames.has(name));
  if (others.length === 0) return { kind: 'empty' };
  return refused(
    `the btrfs is not empty (${others.slice(0, 3).join(', ')}), and is not what the machine runs from: name its root by --sysroot`,
  );
}
