import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Partuuid } from '@twinroot/lib-blockdev';
import type { BootTree, CountedFile, Counting } from '@twinroot/lib-boot-tree';
import type { OpenMember } from '@twinroot/lib-member';
import {
  type AloneBoot,
  checkRegistryRoom,
  type ReadRegistry,
  type Registry,
  type RegistryText,
  writeRegistry,
} from '@twinroot/lib-registry';
import { readDigest } from '@twinroot/lib-tree';
import { withAlone } from '../decide/alone.ts';
import { contentOf, type DigestOf, unreadDigest } from '../decide/content-of.ts';
import { type MemberChange, withMembers } from '../decide/member-change.ts';
import { generationOf } from '../decide/next-generation.ts';
import { ownRegistry } from '../decide/own-registry.ts';
import { damagedRegistry, otherVersion } from '../decide/registry-faults.ts';
import { type SourceState, sourceStateOf } from '../decide/source-state.ts';

/** A file with other bytes than were recorded. */
export interface RottenFile {
  readonly file: CountedFile;
  /** SHA-256 of what was recorded, in hex. */
  readonly digest: string;
}

/** The registry of a source, which is sealed when something of it is to be mirrored, and not before. */
export interface SetRegistry {
  readonly partuuid: Partuuid;
  readonly counting: Omit<Counting, 'recorded'>;
  /** Whether other bytes under the recorded size and time are rot, and not a change: with `--checksum`. */
  readonly findsRot: boolean;
  /** Why it cannot be used, in words; null when it can. */
  readonly fault: string | null;
  /** What people should know of it; null: nothing. */
  readonly remark: string | null;
  /** As it is on the source now; null: it has none that counts. */
  current(): ReadRegistry | null;
  /** Whether its list of members is not as it is to be; where there is no registry, it is not. */
  readonly changesMembers: () => boolean;
  /** What the source's content is to it. */
  stateOf(tree: BootTree, isMirrored: (path: string) => boolean): SourceState;
  /** Whether a mirror with this registry and the same content has nothing to be noted: the source's own, of its content as it is. */
  isStamp(mirror: ReadRegistry | null, tree: BootTree): boolean;
  /** Files of the source that are rotten, each with the digest that it had. */
  rottenOf(tree: BootTree): readonly RottenFile[];
  /** What its content would be sealed as, without its digests; null: it has none yet. */
  judgedAs(state: SourceState): Registry | null;
  /**
   * Notes boots without a member, where there is a registry and it can be written: that alone is no generation.
   *
   * @throws {DurableError} what was attempted, with the system's code
   */
  noteAlone(boots: readonly AloneBoot[]): Promise<void>;
  /**
   * Writes a generation of the source's content as it is, where there is none yet.
   *
   * @param over registries of mirrors over which it wins
   * @returns null where the source cannot be written, and has no registry that would go wrong without it
   * @throws {Error} when it must be sealed and cannot be written
   */
  seal(
    tree: BootTree,
    isMirrored: (path: string) => boolean,
    over: readonly Registry[],
  ): Promise<Registry | null>;
  /**
   * Finds out whether `seal` could write, and writes nothing: for a dry run.
   *
   * @throws {Error} as `seal` would
   */
  checkSeal(tree: BootTree, isMirrored: (path: string) => boolean): Promise<void>;
}

/** What is known of a source and its set. */
export interface SetFacts {
  readonly member: OpenMember;
  /** What its registry holds; null: it has none. */
  readonly found: RegistryText | null;
  readonly partuuid: Partuuid;
  readonly change: MemberChange;
  readonly counting: Omit<Counting, 'recorded'>;
  readonly findsRot: boolean;
  /** The id of the set, as soon as a member of any kind says it or is given it. */
  readonly known: { set: string | null };
  /** A registry that says of which set the source is, where it has none itself; null: nothing says so. */
  readonly claims: () => Promise<Registry | null>;
}

/** The registry of a source, as it was read. */
export function openSetRegistry(facts: SetFacts): SetRegistry {
  const { member, found, partuuid, change, counting, findsRot, known, claims } = facts;
  let current = ownRegistry(found, partuuid);
  const registryOf = () => current?.registry ?? null;
  known.set ??= registryOf()?.set ?? null;
  const ids = () => ({ generation: newId(), merge: newId(), set: known.set ?? newId() });
  const states = new WeakMap<BootTree, { readonly of: Registry | null; readonly state: SourceState }>();
  const stateOf: SetRegistry['stateOf'] = (tree, isMirrored) =>
    sourceStateOf(registryOf(), tree, counting, isMirrored, { change, findsRot });
  const wholeStateOf = (tree: BootTree): SourceState => {
    const known = states.get(tree);
    if (known !== undefined && known.of === registryOf()) return known.state;
    const state = stateOf(tree, () => true);
    states.set(tree, { of: registryOf(), state });
    return state;
  };
  /** @returns what is to be written; null: nothing is */
  const nextOf = async (state: SourceState, over: readonly Registry[], digestOf: DigestOf) => {
    const now = state.registry;
    const isSealed = now !== null && !state.isNew;
    const files = isSealed ? now.files : contentOf(state, registryOf(), digestOf);
    const asked = now === null ? await claims() : null;
    const making = { ids: ids(), source: partuuid, change, files, claims: asked };
    const next = generationOf(state, over, making);
    return isDeepStrictEqual(next, registryOf()) ? null : next;
  };
  /** @returns whether it stays unwritten where it cannot be written: what is there is not wrong without it */
  const staysUnwritten = (why: string | null, { registry }: SourceState, next: Registry): boolean => {
    if (why === null) return false;
    if (registry === null || next === registry) return true;
    throw new Error(
      `${member.name} ${why}: what changed on the source cannot be noted on it, and nothing is mirrored; mount it read-write`,
    );
  };
  const seal = async (state: SourceState, over: readonly Registry[]): Promise<Registry | null> => {
    const next = await nextOf(state, over, (path) => readDigest(member.path, path));
    if (next === null) return registryOf();
    if (staysUnwritten(await member.allowWrites(), state, next)) return state.registry;
    current = await writeRegistry(member, next, current);
    known.set ??= next.set;
    return current.registry;
  };
  const checkSeal = async (state: SourceState): Promise<void> => {
    const next = await nextOf(state, [], () => unreadDigest);
    if (next === null || staysUnwritten(member.whyReadOnly(), state, next)) return;
    checkRegistryRoom(member, next, current);
  };
  const noteAlone = async (boots: readonly AloneBoot[]): Promise<void> => {
    if (current === null) return;
    const next = withAlone(current.registry, boots);
    if (next === current.registry || (await member.allowWrites()) !== null) return;
    current = await writeRegistry(member, next, current);
  };
  // Another mirror's turn may have written it meanwhile.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    partuuid,
    counting,
    findsRot,
    fault: found?.kind === 'other version' ? otherVersion('the source', found.major) : null,
    remark:
      found?.kind === 'damaged'
        ? damagedRegistry(member.name, found.why)
        : found?.kind === 'registry' && current === null
          ? `the registry loader/esp-sync of ${member.name} is of another set, which does not name this partition: it is made anew`
          : null,
    current: () => current,
    changesMembers: () => current === null || withMembers(current.registry, change) !== current.registry,
    stateOf,
    isStamp: (mirror, tree) => mirror !== null && mirror.text === current?.text && !wholeStateOf(tree).isNew,
    rottenOf: (tree) => {
      if (!findsRot) return [];
      const { content, found } = wholeStateOf(tree);
      const recorded = new Map(registryOf()?.files.map((file) => [file.path, file.digest]));
      return content.rotten.flatMap((path) => {
        const file = found.find((one) => one.path === path);
        const digest = recorded.get(path);
        return file === undefined || digest === undefined ? [] : [{ file, digest }];
      });
    },
    judgedAs: (state) =>
      state.registry === null
        ? null
        : generationOf(state, [], {
            ids: ids(),
            source: partuuid,
            change,
            files: state.isNew ? [] : state.registry.files,
            claims: null,
          }),
    noteAlone: (boots) => inTurn(() => noteAlone(boots)),
    seal: (tree, isMirrored, over) => inTurn(() => seal(stateOf(tree, isMirrored), over)),
    checkSeal: (tree, isMirrored) => inTurn(() => checkSeal(stateOf(tree, isMirrored))),
  };
}

function newId(): string {
  return randomBytes(16).toString('hex');
}
