import type { Partuuid } from '@twinroot/lib-blockdev';
import { type BootTree, type CountedFile, type Counting, countedFiles } from '@twinroot/lib-boot-tree';
import {
  contentStateOf,
  type FoundFile,
  type Registry,
  type Verdict,
  verdictOf,
} from '@twinroot/lib-registry';
import { asRecorded } from '@twinroot/lib-seal';
import type { FileNode } from '@twinroot/lib-tree';
import { lostFiles } from './lost-files.ts';
import { anothersClause, refusedVerdict } from './refused-verdict.ts';

/** A mirror and its registry, compared with the source. */
export interface MirrorJudgement {
  readonly verdict: Verdict;
  /** Why it is not written; null when it may be. */
  readonly reason: string | null;
  /** What only the mirror has and keeps, of the files that count. */
  readonly kept: readonly CountedFile[];
  /** All other files on it that count, and are mirrored by this run. */
  readonly found: readonly CountedFile[];
  /** Whether a path of a manifest is one that counts here. */
  readonly counts: (path: string) => boolean;
}

/** What is known of a mirror when it is judged. */
export interface MirrorFacts {
  /** As the source is, or is to be sealed; null: it has none. */
  readonly source: Registry | null;
  readonly partuuid: Partuuid;
  /** null: it has none. */
  readonly registry: Registry | null;
  readonly tree: BootTree;
  /** Files that only the mirror has, and that stay. */
  readonly kept: readonly FileNode[];
  /** Files of the source that count. */
  readonly wanted: readonly FoundFile[];
  /** Paths of entries that are not complete on the source, as a manifest has them. */
  readonly incomplete: ReadonlySet<string>;
  readonly isMirrored: (path: string) => boolean;
  /** Gives the paths that would change, of those that count; none: all that is mirrored is the same on both. */
  readonly changesOf: (counts: (path: string) => boolean) => readonly string[];
  /** Whether the source wins over a mirror of its set whatever that has. */
  readonly force: boolean;
  /** Whether other bytes under the recorded size and time are rot, and not a change. */
  readonly findsRot: boolean;
}

/** Judges a mirror by the registries. */
export function judgeMirror(facts: MirrorFacts, counting: Omit<Counting, 'recorded'>): MirrorJudgement {
  const { source, partuuid, registry, tree, wanted, isMirrored, force, findsRot } = facts;
  const recorded = new Set(registry?.files.map(({ path }) => path));
  const keys = new Set(facts.kept.map(({ key }) => key));
  const there = countedFiles(tree, { ...counting, recorded }).filter(({ node }) => isMirrored(node.path));
  const lines = registry?.files ?? [];
  const all = [...asRecorded(there, tree, lines), ...lostFiles(tree, lines, wanted, facts.incomplete)];
  const isKept = ({ node }: CountedFile) => keys.has(node.key);
  const kept = all.filter(isKept);
  const found = all.filter((file) => !isKept(file));
  const keptPaths = new Set(kept.map(({ path }) => path));
  const paths = [...found, ...wanted, ...lines].map(({ path }) => path);
  const counted = new Set(paths.filter((path) => !keptPaths.has(path)));
  const counts = (path: string) => counted.has(path);
  const changed = facts.changesOf(counts);
  if (source === null || registry === null || changed.length === 0) {
    const verdict = verdictOf(source, null, changed.length === 0);
    const isOtherSet = source === null || source.set !== registry?.set;
    // Of another machine's set it is another machine's, even with the same files.
    const isAnothers = registry !== null && isOtherSet && !names(registry, partuuid);
    return { verdict, reason: isAnothers ? anothersClause(registry) : null, kept, found, counts };
  }
  const isSeen = ({ path }: { readonly path: string }) => isMirrored(path) && !keptPaths.has(path);
  const seen = { ...registry, files: registry.files.filter(isSeen) };
  const content = contentStateOf(seen, found, { findsRot, source: wanted });
  const seenSource = { ...source, files: source.files.filter(isSeen) };
  const verdict = verdictOf(seenSource, { registry: seen, content }, false);
  const isOwn = verdict === 'changed' && content.edited.length > 0;
  const reason =
    force && verdict !== 'another set'
      ? null
      : refusedVerdict({
          verdict,
          source,
          mirror: registry,
          paths: isOwn ? spelled(content.edited, tree) : changed,
        });
  return { verdict, reason, kept, found, counts };
}

function names({ members }: Registry, partuuid: Partuuid): boolean {
  return members.some((member) => member.partuuid === partuuid);
}

/** Paths of a manifest as they are spelled on the mirror, where they are there. */
function spelled(paths: readonly string[], { listing }: BootTree): readonly string[] {
  return paths.map((path) => listing.nodes.get(path)?.path ?? path);
}
