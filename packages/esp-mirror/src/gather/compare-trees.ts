import {
  type BootTree,
  bootTreeOf,
  faultOfProgram,
  isLoaderProgram,
  isProtected,
} from '@twinroot/lib-boot-tree';
import { errorCode, isMissing } from '@twinroot/lib-failure';
import { foldPath } from '@twinroot/lib-fat';
import { inspectProgram } from '@twinroot/lib-seal';
import { differenceOf, type FileNode, listingOf, readDigestIfSame } from '@twinroot/lib-tree';
import { readInitrdFault } from '@twinroot/lib-uki';

/** A source and a mirror, as far as both have to be read to know what differs. */
export interface ComparedTrees {
  readonly source: BootTree;
  readonly mirror: BootTree;
}

/** Trees that were read from these directories. */
export interface ReadTrees {
  readonly source: BootTree;
  readonly mirror: BootTree;
  readonly sourceRoot: string;
  readonly mirrorRoot: string;
}

/**
 * Looks closer at what differs by its size and time alone. Where only the time differs, contents are compared: copying is dearer
 * than reading, and a time says little. Of initrds that would be copied, what shows that they are not whole.
 *
 * @throws {NodeJS.ErrnoException} when a file cannot be read
 */
export async function compareTrees(
  { source, mirror, sourceRoot, mirrorRoot }: ReadTrees,
  isExcluded: (path: string) => boolean,
): Promise<ComparedTrees> {
  const digests = new Map<string, string>();
  const differing = new Set<string>();
  for (const file of differenceOf(source.listing, mirror.listing).unlike) {
    const { key } = file;
    const there = mirror.listing.nodes.get(key);
    if (isProtected(key) || isExcluded(key) || file.unreadable !== undefined) continue;
    if (there?.kind !== 'file') {
      differing.add(key);
      continue;
    }
    const digest = onlyTimesDiffer(file, there)
      ? readDigestIfSame(`${sourceRoot}/${file.path}`, `${mirrorRoot}/${there.path}`)
      : null;
    if (digest === null) differing.add(key);
    else digests.set(key, digest);
  }
  const faults = new Map([
    ...(await faultsOf(source, sourceRoot, differing)),
    ...programFaults({ source, mirror, sourceRoot, mirrorRoot }, differing),
  ]);
  return { source: { ...withDigests(source, digests), faults }, mirror: withDigests(mirror, digests) };
}

/** What is wrong with programs of the source that no entry has to name: boot loaders, and add-ons of all images. */
function programFaults(
  { source, mirror, sourceRoot, mirrorRoot }: ReadTrees,
  differing: ReadonlySet<string>,
): BootTree['faults'] {
  const faults = new Map<string, string>();
  for (const key of differing) {
    const node = source.listing.nodes.get(key);
    if (node?.kind !== 'file' || !isLoaderProgram(key)) continue;
    const { path } = node;
    const there = mirror.listing.nodes.get(key);
    const fault = faultOfProgram(
      inspectProgram(sourceRoot, path, source.listing),
      there === undefined ? null : inspectProgram(mirrorRoot, there.path, mirror.listing),
    );
    if (fault !== null) faults.set(key, fault);
  }
  return faults;
}

function onlyTimesDiffer(file: FileNode, there: FileNode): boolean {
  const isKnown = file.digest !== null && there.digest !== null;
  return file.size === there.size && !isKnown && there.unreadable === undefined;
}

/** What is wrong with files of the source that a mirror would get. */
async function faultsOf(
  source: BootTree,
  root: string,
  differing: ReadonlySet<string>,
): Promise<BootTree['faults']> {
  const faults = new Map<string, string>();
  for (const { key, as } of source.menu.flatMap(({ names }) => names)) {
    const node = key === null ? undefined : source.listing.nodes.get(key);
    if (key === null || node?.kind !== 'file') continue;
    if (node.unreadable !== undefined) faults.set(key, `cannot be read (${node.unreadable})`);
    else if (as === 'initrd' && differing.has(key)) {
      const fault = await readInitrdFault(`${root}/${node.path}`).catch(whyUnread);
      if (fault !== null) faults.set(key, fault);
    }
  }
  return faults;
}

/** One that is gone is looked for again before it would be copied. */
function whyUnread(error: unknown): string | null {
  const code = errorCode(error);
  if (code === null) throw error;
  return isMissing(error) ? null : `cannot be read (${code})`;
}

/** A tree of which the contents of more files are known. */
function withDigests(tree: BootTree, digests: ReadonlyMap<string, string>): BootTree {
  if (digests.size === 0) return tree;
  const nodes = [...tree.listing.nodes].map(([key, node]) => {
    const digest = digests.get(key);
    return node.kind === 'file' && digest !== undefined ? { ...node, digest } : node;
  });
  const { clashes } = tree.listing;
  const listing = { ...listingOf(nodes), clashes };
  return bootTreeOf(listing, (path) => tree.images.get(foldPath(path)) ?? null);
}
