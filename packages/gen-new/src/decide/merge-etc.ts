/** What is at a path below /etc; two that are equal as JSON are the same. */
export type EtcEntry =
  | {
      readonly kind: 'file';
      /** SHA-256, hexadecimal. */
      readonly digest: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'directory'; readonly mode: number; readonly uid: number; readonly gid: number }
  /** A device, a fifo, a socket. */
  | { readonly kind: 'other' };

/** A tree below /etc, by paths without a slash in front. */
export type EtcTree = ReadonlyMap<string, EtcEntry>;

/** What is done to the new /etc, in order. */
export interface EtcStep {
  /** take: as it is in the running one, in the place of what is there; remove; beside: what the new one has is kept as PATH.gen-new. */
  readonly operation: 'take' | 'remove' | 'beside';
  readonly path: string;
}

/** What merging comes to. */
export interface EtcMerge {
  readonly steps: readonly EtcStep[];
  /** Paths that both have changed, each in its own way. */
  readonly conflicts: readonly string[];
}

/** What has its own rule, or is made anew by whoever needs it. */
const passedOver = new Set(['fstab', 'mtab', 'ld.so.cache', '.updated', '.pwd.lock', 'resolv.conf']);

/** The name under which the new version of a file stays that both have changed. */
export const besideSuffix = '.gen-new';

/**
 * Merges /etc three ways: what was changed in the running one only comes along, and what was changed in the new one only stays. Where both
 * have changed the same, the running one's stays, as it is what the machine's administrator wrote; the other is kept beside it.
 *
 * @param origin the running generation's as it was sealed
 * @param here the running one
 * @param there the new one
 */
export function mergeEtc(origin: EtcTree, here: EtcTree, there: EtcTree): EtcMerge {
  const steps: EtcStep[] = [];
  const conflicts: string[] = [];
  const paths = [...new Set([...origin.keys(), ...here.keys()])].filter((path) => !passedOver.has(path));
  // Directories before what is in them.
  for (const path of paths.toSorted()) {
    const [before, own, other] = [origin, here, there].map((tree) => tree.get(path));
    if (isSame(own, before) || isSame(own, other) || own?.kind === 'other') continue;
    const isConflict = !isSame(other, before);
    if (isConflict) conflicts.push(path);
    if (own === undefined) {
      // What is new there is in a directory that was removed here: it stays.
      if (!isConflict) steps.push({ operation: 'remove', path });
      continue;
    }
    // What stands in the place of a directory here would take along what is new in it there.
    if (own.kind !== 'directory' && other?.kind === 'directory' && hasNews(there, origin, path)) {
      if (!isConflict) conflicts.push(path);
      continue;
    }
    if (isConflict && other?.kind === 'file') steps.push({ operation: 'beside', path });
    steps.push({ operation: 'take', path });
  }
  const removals = steps.filter(({ operation }) => operation === 'remove').toReversed();
  return { steps: [...steps.filter(({ operation }) => operation !== 'remove'), ...removals], conflicts };
}

/** Whether something below a directory is not what it was. */
function hasNews(tree: EtcTree, origin: EtcTree, path: string): boolean {
  return [...tree].some(([one, entry]) => one.startsWith(`${path}/`) && !isSame(entry, origin.get(one)));
}

function isSame(a: EtcEntry | undefined, b: EtcEntry | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
