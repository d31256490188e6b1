import { parseEntryName } from '@twinroot/lib-bls';
import { nameOf } from '@twinroot/lib-tree';
import { defectOf } from './completeness.ts';
import { compareReleases, type KernelRelease, parseRelease } from './kernel-release.ts';
import { lineOf } from './line.ts';
import { type BootTree, isStarted, type MenuEntry } from './menu.ts';
import { isOthers, type Owners } from './owners.ts';

/**
 * The release of an entry's kernel: what the kernel says itself, else what the name of the entry says; null when neither does.
 * The `version` of an entry is a text for people (`Generation 5`), and says nothing.
 */
export function versionOf(entry: MenuEntry, tree: BootTree): string | null {
  for (const { key, as } of entry.names) {
    const release = key !== null && isStarted(as) ? tree.images.get(key)?.kernelVersion : null;
    if (release) return release;
  }
  const { stem } = parseEntryName(nameOf(entry.file.path));
  const [, version] = /-(\d+\..*)$/.exec(stem) ?? [];
  return version ?? null;
}

/** The newest kernel of a mirror in a line of entries, and the newest of the source that is older. */
export interface NewerKernel {
  readonly mirror: string;
  readonly source: string;
}

/**
 * Whether the mirror has a newer kernel than the source in any line of entries: then a stale disk may have been booted.
 *
 * What both sides have is left out of the comparison, so that a rescue system that is the same on both hides nothing. Kernels are
 * compared with those that are built the same way (`lts` with `lts`); where a line has none of these in common, by what
 * is built. Entries of other systems never count, damaged ones of the mirror neither.
 */
export function findNewerKernel(source: BootTree, mirror: BootTree, owners: Owners): NewerKernel | null {
  const here = releasesByLine(source, owners, () => true);
  const there = releasesByLine(mirror, owners, (entry) => defectOf(entry, mirror) === null);
  for (const [line, theirs] of there) {
    const newer = newerInLine(here.get(line) ?? [], theirs);
    if (newer !== null) return newer;
  }
  return null;
}

function releasesByLine(
  tree: BootTree,
  owners: Owners,
  counts: (entry: MenuEntry) => boolean,
): ReadonlyMap<string, readonly KernelRelease[]> {
  const releases = tree.menu.flatMap((entry) => {
    if (isOthers(entry, owners) || !counts(entry)) return [];
    const version = versionOf(entry, tree);
    return version === null ? [] : [{ line: lineOf(entry), release: parseRelease(version) }];
  });
  const lines = new Map<string, KernelRelease[]>();
  for (const { line, release } of releases) lines.set(line, [...(lines.get(line) ?? []), release]);
  return lines;
}

function newerInLine(here: readonly KernelRelease[], there: readonly KernelRelease[]): NewerKernel | null {
  const flavours = [...new Set(there.map(({ flavour }) => flavour))];
  const common = flavours.filter((flavour) => here.some((release) => release.flavour === flavour));
  if (common.length === 0) return newerOf(here, there);
  for (const flavour of common) {
    const built = (releases: readonly KernelRelease[]) => releases.filter((one) => one.flavour === flavour);
    const newer = newerOf(built(here), built(there));
    if (newer !== null) return newer;
  }
  return null;
}

function newerOf(here: readonly KernelRelease[], there: readonly KernelRelease[]): NewerKernel | null {
  const without = (releases: readonly KernelRelease[], others: readonly KernelRelease[]) =>
    releases.filter(({ text }) => !others.some((other) => other.text === text));
  const ours = without(here, there);
  const newest = (releases: readonly KernelRelease[]) => releases.toSorted(compareReleases).at(-1);
  const [a, b] = [newest(ours.length > 0 ? ours : here), newest(without(there, here))];
  if (a === undefined || b === undefined || compareReleases(b, a) <= 0) return null;
  return { mirror: b.text, source: a.text };
}
