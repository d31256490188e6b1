import { isContent, isOneFileSystem } from '@twinroot/lib-rsync';
import { isWithin, plainPath } from '@twinroot/lib-sysroot';
import { type Complaint, doubt, fault } from './complaint.ts';
import { isExcludedPath } from './excluded-path.ts';
import type { SyncEntry, WrittenPath } from './sync-list.ts';

/** One copy of the list, with the paths that it means. */
interface Copy {
  readonly entry: SyncEntry;
  readonly source: string;
  readonly dest: string;
  readonly line: number;
  /** What is made the same as the source: DEST, or a directory in it with the source's name. */
  readonly target: string;
}

/** What is wrong with a sync list wherever it is used: what its paths, as they are written, have to do with each other. */
export function judgeList(entries: readonly SyncEntry[], rsyncOpts: readonly string[]): readonly Complaint[] {
  const copies = entries.flatMap(copiesOf);
  const isOne = isOneFileSystem(rsyncOpts);
  return [
    ...entries.flatMap((entry, index) => judgeSource(entry, entries.slice(0, index), copies)),
    ...entries.flatMap((entry) => [...judgeDests(entry), ...judgePatterns(entry)]),
    ...copies.flatMap((copy, index) => [
      ...judgeInside(copy, isOne),
      ...judgeTarget(copy, copies.slice(0, index)),
    ]),
  ];
}

function copiesOf(entry: SyncEntry): readonly Copy[] {
  const source = plainPath(entry.source.path);
  return entry.dests.map(({ path, line }) => {
    const dest = plainPath(path);
    const name = source.slice(source.lastIndexOf('/') + 1);
    const target = isContent(entry.source.path) ? dest : plainPath(`${dest}/${name}`);
    return { entry, source, dest, line, target };
  });
}

function judgeSource(
  entry: SyncEntry,
  before: readonly SyncEntry[],
  copies: readonly Copy[],
): readonly Complaint[] {
  const { source } = entry;
  const path = plainPath(source.path);
  const written = copies.find(
    (copy) => copy.entry !== entry && (copy.dest === path || isWithin(path, copy.target)),
  );
  if (written) {
    const where = `the DEST of another item, in line ${written.line}`;
    return [fault(source.line, `SOURCE ${source.path} is, or is inside, ${where}`)];
  }
  const same = before.find((other) => plainPath(other.source.path) === path);
  if (same === undefined) return [];
  const where = `SOURCE ${source.path} is already listed in line ${same.source.line}`;
  if (isContent(same.source.path) === isContent(source.path)) {
    return [fault(source.line, `${where}: one item can have several DESTs, in a list`)];
  }
  return [doubt(source.line, `${where}, once with a trailing slash and once without: both are copied`)];
}

function judgeDests({ dests }: SyncEntry): readonly Complaint[] {
  return dests.flatMap(({ path, line }, index) => {
    const isTwice = dests.slice(0, index).some((other) => plainPath(other.path) === plainPath(path));
    return isTwice ? [fault(line, `DEST ${path} is listed twice`)] : [];
  });
}

function judgeInside({ source, dest, line }: Copy, isOne: boolean): readonly Complaint[] {
  if (dest === source) return [fault(line, `SOURCE and DEST are both ${source}`)];
  if (!isWithin(dest, source)) return [];
  // With -x it depends on the mounts.
  if (isOne) return [];
  const what = `DEST ${dest} is inside its SOURCE ${source}`;
  return [fault(line, `${what}, but rsync_opts has no -x: it would be copied into itself`)];
}

function judgeTarget(copy: Copy, before: readonly Copy[]): readonly Complaint[] {
  return before.flatMap((other) => {
    if (other.entry === copy.entry) return [];
    if (other.target === copy.target) {
      return [fault(copy.line, `line ${other.line} makes ${copy.target} the same as ${other.source}`)];
    }
    const [inner, outer] = isWithin(copy.target, other.target) ? [copy, other] : [other, copy];
    if (!isWithin(inner.target, outer.target) || isExcluded(inner.target, outer)) return [];
    const what = `making ${outer.target} the same as ${outer.source} deletes what is written to ${inner.target}`;
    return [doubt(copy.line, `lines ${other.line} and ${copy.line}: ${what}, unless it is excluded there`)];
  });
}

/** Whether the exclusions of a copy name a path below its target, or a directory above that, from the root of the transfer. */
function isExcluded(path: string, { entry, target, dest }: Copy): boolean {
  const root = isContent(entry.source.path) ? target : dest;
  return isExcludedPath(entry.exclude, `/${path.slice(root === '/' ? 1 : root.length + 1)}`);
}

/** What is wrong with exclusions. */
function judgePatterns({ source, exclude }: SyncEntry): readonly Complaint[] {
  const faults = exclude
    .filter((pattern) => pattern === '!')
    .map(() =>
      fault(
        source.line,
        "the exclusion '!' drops all exclusions before it (rsync(1)): write '[!]' for a file of this name",
      ),
    );
  return [...faults, ...judgeAnchors(source, exclude)];
}

/** An anchored pattern begins at the root of the transfer, not of the machine (rsync(1), FILTER RULES). */
function judgeAnchors(source: WrittenPath, exclude: readonly string[]): readonly Complaint[] {
  const path = plainPath(source.path);
  const root = isContent(source.path) ? path : plainPath(`${path}/..`);
  if (root === '/') return [];
  return exclude.flatMap((pattern) => {
    if (!isWithin(plainPath(pattern), path)) return [];
    const meant = pattern.slice(root.length);
    return [
      doubt(
        source.line,
        `the exclusion ${pattern} matches nothing: relative to ${root}, it would be ${meant || '/'}`,
      ),
    ];
  });
}
