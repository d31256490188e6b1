import type { Generation, Hold } from '@twinroot/lib-generation';

/** What is asked for, and what holds generations. */
export interface GoingFacts {
  /** The oldest first. */
  readonly generations: readonly Generation[];
  readonly holdsOf: (generation: Generation) => readonly Hold[];
  /** How many of the newest sealed ones stay: at least 1. */
  readonly keep: number;
  /** Whether a generation was switched to once; null: that is not known of any. */
  readonly wasSwitchedTo: ((generation: Generation) => boolean) | null;
  /** Only these may go; null: all. */
  readonly asked: ReadonlySet<string> | null;
}

/** A generation that was asked about, and stays. */
export interface Staying {
  readonly id: string;
  /** In words, after its name. */
  readonly why: string;
  /** Whether it is one of the newest, or of those to fall back to, which is no news unless it was named. */
  readonly isNewest: boolean;
  /** Whether it would go, but for subvolumes that somebody has made in its own. */
  readonly isNested: boolean;
}

/** Which generations go. */
export interface Going {
  readonly going: readonly Generation[];
  readonly staying: readonly Staying[];
}

const words: Readonly<Record<Hold, string>> = {
  booted: 'the machine runs from it',
  mounted: 'it is mounted',
  current: 'it is current/0',
  default: 'it is the default subvolume',
  untried: 'no boot has shown yet whether it comes up',
  nested: 'there are subvolumes in it',
  keep: 'its file keep says so',
};

/**
 * Which generations go when so many of the newest are to stay. Of those that were switched to, two less stay beside current/0, whatever is
 * newer: one of so many is current, and one is about to be; and those that nobody switched to, since an ESP was full say, must not take
 * the places of what a machine can fall back to. What is not sealed does not count: it is being made, or was left by a run that was
 * cut, and is none of this.
 */
export function chooseGoing({ generations, holdsOf, keep, wasSwitchedTo, asked }: GoingFacts): Going {
  const sealed = generations.filter(({ isSealed }) => isSealed);
  const newest = new Set(sealed.slice(-Math.max(1, keep)));
  const switchedTo = sealed.filter((one) => one.slot !== 0 && wasSwitchedTo?.(one) === true);
  const fallbacks = new Set(keep > 2 ? switchedTo.slice(2 - keep) : []);
  const going: Generation[] = [];
  const staying: Staying[] = [];
  for (const one of generations) {
    const { id } = one;
    if (asked !== null && !asked.has(id)) continue;
    const isNewest = newest.has(one);
    const isFallback = !isNewest && fallbacks.has(one);
    const whys = [
      ...(one.isSealed ? [] : ['it is not sealed']),
      ...holdsOf(one).map((hold) => words[hold]),
      ...(isNewest ? [keep <= 1 ? 'it is the newest' : `it is one of the newest ${keep}`] : []),
      ...(isFallback ? ['it is one of those that the machine can fall back to'] : []),
    ];
    const isNested = whys.length === 1 && whys[0] === words.nested;
    if (whys.length === 0) going.push(one);
    else staying.push({ id, why: whys.join(', '), isNewest: isNewest || isFallback, isNested });
  }
  return { going, staying };
}

/**
 * Subvolumes inside of those of a generation, in words.
 *
 * @param all of the btrfs; paths below its top
 */
export function nestedIn(id: string, all: readonly { readonly path: string }[]): string {
  const own = all.flatMap(({ path }) => (/^snapshots\/[^/]+\/[^/]+\/./.test(path) ? [path] : []));
  const paths = own.filter((path) => path.startsWith(`snapshots/${id}/`)).toSorted();
  return `there are subvolumes in it, ${paths.slice(0, 4).join(', ')}${paths.length > 4 ? `, ${paths.length - 4} more` : ''}`;
}
