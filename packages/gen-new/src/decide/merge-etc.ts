import { shownPath } from './bytes-path.ts';

/** Who may do what with something. */
interface Owned {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** What is at a path below /etc; two that are equal as JSON are the same. */
export type EtcEntry =
  | (Owned & {
      readonly kind: 'file';
      /** SHA-256, hexadecimal. */
      readonly digest: string;
      /** Extended ones, access control lists too, as text; empty: none, or they are not known. */
      readonly attributes: string;
    })
  | { readonly kind: 'link'; readonly target: string }
  | (Owned & { readonly kind: 'directory'; readonly attributes: string })
  /** A device or a fifo. */
  | (Owned & { readonly kind: 'node'; readonly type: string; readonly device: number })
  /** A socket, which is of a program that runs. */
  | { readonly kind: 'other' };

/** A tree below /etc, by paths without a slash in front, one character each byte. */
export type EtcTree = ReadonlyMap<string, EtcEntry>;

/** What is done to the new /etc, in order. */
export type EtcStep =
  /** take: as it is in the running one, in the place of what is there. */
  | { readonly operation: 'take' | 'remove'; readonly path: string }
  /** What the new one has is kept under another name. */
  | { readonly operation: 'beside'; readonly path: string; readonly to: string };

/** What both have changed, each in its own way. */
export interface EtcConflict {
  readonly path: string;
  /** Whose is at the path in the end. */
  readonly stays: 'here' | 'there';
  /** Under which path the other one is; null: nowhere in the new one. */
  readonly beside: string | null;
}

/** What merging comes to. */
export interface EtcMerge {
  readonly steps: readonly EtcStep[];
  readonly conflicts: readonly EtcConflict[];
}

/** What has its own rule, or is made anew by whoever needs it. */
const passedOver = new Set(['fstab', 'mtab', 'ld.so.cache', '.updated', '.pwd.lock', 'resolv.conf']);

/** The name under which the new version of a file stays that both have changed. */
export const besideSuffix = '.gen-new';

/**
 * Merges /etc three ways: what was changed in the running one only comes along, and what was changed in the new one only stays. Where both
 * have changed the same, the running one's stays, as it is what the machine's administrator wrote; the other is kept beside it. What was
 * deleted here and changed there stays, and so does a directory there that has something new, where a file stands in its place here.
 *
 * @param origin the running generation's as it was sealed
 * @param here the running one
 * @param there the new one
 */
export function mergeEtc(origin: EtcTree, here: EtcTree, there: EtcTree): EtcMerge {
  const steps: EtcStep[] = [];
  const conflicts: EtcConflict[] = [];
  const paths = [...new Set([...origin.keys(), ...here.keys()])].filter((path) => !passedOver.has(path));
  // Directories before what is in them.
  for (const path of paths.toSorted()) {
    const [before, own, other] = [origin, here, there].map((tree) => tree.get(path));
    if (isSame(own, before) || isSame(own, other) || own?.kind === 'other') continue;
    const isConflict = !isSame(other, before);
    if (own === undefined) {
      // What is new there is in a directory that was removed here: it stays.
      if (isConflict) conflicts.push({ path, stays: 'there', beside: null });
      else steps.push({ operation: 'remove', path });
      continue;
    }
    // What stands in the place of a directory here would take along what is new in it there.
    if (own.kind !== 'directory' && other?.kind === 'directory' && hasNews(there, origin, path)) {
      conflicts.push({ path, stays: 'there', beside: null });
      continue;
    }
    const beside =
      isConflict && other !== undefined && other.kind !== 'directory'
        ? freeName(path, [origin, here, there])
        : null;
    if (isConflict) conflicts.push({ path, stays: 'here', beside });
    if (beside !== null) steps.push({ operation: 'beside', path, to: beside });
    steps.push({ operation: 'take', path });
  }
  const removals = steps.filter(({ operation }) => operation === 'remove').toReversed();
  return { steps: [...steps.filter(({ operation }) => operation !== 'remove'), ...removals], conflicts };
}

/** A name beside a path: one that is there since a run before is used again, unless somebody has changed it since. */
function freeName(path: string, [origin, here, there]: readonly [EtcTree, EtcTree, EtcTree]): string {
  for (let count = 0; ; count++) {
    const name = `${path}${besideSuffix}${count === 0 ? '' : `.${count}`}`;
    const before = origin.get(name);
    const isFile = before === undefined || before.kind === 'file' || before.kind === 'link';
    if (isFile && isSame(here.get(name), before) && isSame(there.get(name), before)) return name;
  }
}

/** A conflict in words. */
export function conflictInWords({ path, stays, beside }: EtcConflict): string {
  const shown = shownPath(path);
  const where = beside === null ? '' : `, and the other one is /etc/${shownPath(beside)}`;
  const whose = stays === 'here' ? "this machine's stays" : "the new generation's stays";
  return `/etc/${shown} was changed here and in the new generation: ${whose}${where}; see to it that it is right there`;
}

/** Whether something below a directory is not what it was. */
function hasNews(tree: EtcTree, origin: EtcTree, path: string): boolean {
  return [...tree].some(([one, entry]) => one.startsWith(`${path}/`) && !isSame(entry, origin.get(one)));
}

function isSame(a: EtcEntry | undefined, b: EtcEntry | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
