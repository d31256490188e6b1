import { isDeepStrictEqual } from 'node:util';
import { type BootTree, defectOf, manifestPath } from '@twinroot/lib-boot-tree';
import type { OpenMember } from '@twinroot/lib-member';
import {
  becomingOf,
  manifestOf,
  type ReadRegistry,
  type Registry,
  readRegistry,
  statesOfRun,
  writeRegistry,
} from '@twinroot/lib-registry';
import { damagedRegistry, otherVersion, type SetRegistry } from '@twinroot/lib-seal';
import { differenceOf, type FileNode, filesOf, type Phase, readDigest } from '@twinroot/lib-tree';
import type { Choice } from '../decide/choose-plan.ts';
import { changedPaths, statesOfPlan } from '../decide/counted-changes.ts';
import { judgeMirror, type MirrorJudgement } from '../decide/judge-mirror.ts';
import { stampOf } from '../decide/stamp.ts';
import type { ComparedTrees } from '../gather/compare-trees.ts';

/** A plan as far as the registries are concerned. */
interface JudgedPlan {
  /** null: it does not fit, and these would be copied. */
  readonly phases: readonly Phase[] | null;
  readonly unlike: readonly string[];
  readonly kept: readonly FileNode[];
  readonly isMirrored: (path: string) => boolean;
}

/** A mirror as it was judged, and how its registry is written. */
export interface JudgedMirror {
  readonly reason: string | null;
  /** Notes on the mirror that a run is under way, after the source was sealed. */
  mark(phases: readonly Phase[]): Promise<void>;
  /**
   * Finds out for a dry run whether the source could be sealed.
   *
   * @throws {Error} as `mark` would
   */
  checkSeal(): Promise<void>;
  /** Whether the mirror would get another registry, as far as that can be told without reading what is new. */
  isStampDue(): boolean;
  /** Notes that the mirror is what the source is. Nothing is written where it says so. */
  stamp(): Promise<void>;
}

/**
 * Judges a mirror by the registries of both sides.
 *
 * @param before the registry of the mirror as it was read; null: it has none that counts
 */
function judgedMirror(
  set: SetRegistry,
  member: OpenMember,
  before: ReadRegistry | null,
  { source, mirror }: ComparedTrees,
  { phases, unlike, kept, isMirrored }: JudgedPlan,
  force: boolean,
): JudgedMirror {
  const state = set.stateOf(source, isMirrored);
  const judgement = judgeMirror(
    {
      source: set.judgedAs(state),
      partuuid: set.partuuid,
      registry: before?.registry ?? null,
      tree: mirror,
      kept,
      wanted: state.found,
      incomplete: new Set(
        source.menu.flatMap((entry) =>
          defectOf(entry, source) === null ? [] : [manifestPath(entry.file.path)],
        ),
      ),
      isMirrored,
      changesOf: (counts) => (phases === null ? unlike : changedPaths(phases, counts)),
      force,
      findsRot: set.findsRot,
    },
    set.counting,
  );
  let current = before;
  const stampFrom = (registry: Registry) => {
    const lines = manifestOf(judgement.kept, current?.registry.files ?? [], ({ node }) =>
      readDigest(member.path, node.path),
    );
    return stampOf(registry, current?.registry ?? null, lines, isMirrored);
  };
  const sealed = () => set.seal(source, isMirrored, winsOver(judgement, before?.registry ?? null));
  return {
    reason: judgement.reason,
    mark: async (walked) => {
      const registry = await sealed();
      if (registry === null || current === null) return;
      const states = statesOfRun(
        current.registry.files,
        judgement.found,
        statesOfPlan(walked, judgement.counts, filesOf(mirror.listing), registry.files),
        registry.files,
      );
      // Of what only the mirror has nobody asks who wrote it.
      const own = states.filter(({ path }) => judgement.counts(path) && isMirrored(path));
      if (own.length === 0) return;
      current = await writeRegistry(member, becomingOf(current.registry, registry, own), current);
    },
    checkSeal: () => set.checkSeal(source, isMirrored),
    isStampDue: () => {
      const registry = set.current()?.registry;
      if (state.isNew || registry === undefined || current === null) return true;
      return !isDeepStrictEqual(stampFrom(registry), current.registry);
    },
    stamp: async () => {
      // Who was used without whom is not forgotten with the mirror's own registry.
      await set.noteAlone(current?.registry.alone ?? []);
      const registry = await sealed();
      if (registry === null) return;
      current = await writeRegistry(member, stampFrom(registry), current);
    },
  };
}

/** The registry over which the source wins, if the mirror is written; the same content says nothing against either. */
function winsOver({ verdict }: MirrorJudgement, registry: Registry | null): readonly Registry[] {
  return registry === null || verdict === 'same' ? [] : [registry];
}

/** The registry of a mirror, if it counts, and what people should know of it; a fault is why it must not be written over. */
export function registryOfMirror(set: SetRegistry | null, { path, name, remarks }: OpenMember) {
  const found = set === null ? null : readRegistry(path, set.current());
  const registry = found?.kind === 'registry' ? found : null;
  const fault =
    found?.kind === 'other version' ? otherVersion('the mirror', found.major) : (set?.fault ?? null);
  const said = found?.kind === 'damaged' ? [...remarks, damagedRegistry(name, found.why)] : remarks;
  return { registry, fault, remarks: said };
}

/** What the registries say of a plan, or of one that does not fit; null where they say nothing. */
export function judgedChoice(
  set: SetRegistry | null,
  member: OpenMember,
  registry: ReadRegistry | null,
  trees: ComparedTrees,
  choice: Choice,
  force: boolean,
): JudgedMirror | null {
  if (set === null || choice.kind === 'refused') return null;
  const isSame = choice.kind === 'plan' && choice.plan.phases.length === 0 && choice.plan.kept.length === 0;
  if (isSame && set.isStamp(registry, trees.source)) return null;
  const { kept } = choice.kind === 'plan' ? choice.plan : choice;
  const plan =
    choice.kind === 'plan'
      ? { phases: choice.plan.phases, unlike: [], kept, isMirrored: choice.plan.isMirrored }
      : { phases: null, unlike: differingFiles(trees), kept, isMirrored: () => true };
  return judgedMirror(set, member, registry, trees, plan, force);
}

function differingFiles({ source, mirror }: ComparedTrees): readonly string[] {
  return differenceOf(source.listing, mirror.listing).unlike.map(({ path }) => path);
}

/** Files of a tree that are rotten, as clauses by their folded path. */
export function rottenFiles(set: SetRegistry | null, tree: BootTree): ReadonlyMap<string, string> {
  const rotten = set?.rottenOf(tree) ?? [];
  return new Map(rotten.map(({ file: { node } }) => [node.key, rottenClause]));
}

const rottenClause =
  'is rotten (its bytes are not those that were recorded; --heal takes whole ones from a mirror)';
