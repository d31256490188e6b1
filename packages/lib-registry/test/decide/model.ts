import { parsePartuuid } from '@twinroot/lib-blockdev';
import { contentStateOf, type FoundFile, statesOfRun } from '../../src/decide/content-state.ts';
import { becomingOf, isAmong, overriding, sealed, settledRegistry } from '../../src/decide/lineage.ts';
import type { ManifestFile, PathState, Registry } from '../../src/decide/registry.ts';
import type { Side, Verdict } from '../../src/decide/verdict.ts';

// Members as sets of edits: each edit of a path is a version of it, which descends from the one that it replaces. What the lineage
// says of two members is held against what their versions say.

/** A content of a path, or its absence. */
interface Version {
  readonly number: number;
  readonly isThere: boolean;
  /** All that it descends from, itself included. */
  readonly holds: Set<number>;
}

/** A member as the model has it. */
export interface ModelMember {
  readonly partuuid: ReturnType<typeof partuuidOf>;
  content: Map<string, Version>;
  /** Its content when its registry was written. */
  base: ReadonlyMap<string, Version>;
  registry: Registry | null;
  isPresent: boolean;
  isIn: boolean;
}

/** One thing that happens to a set. */
export type Step =
  | { readonly do: 'edit'; readonly member: number; readonly path: number; readonly removes: boolean }
  | { readonly do: 'boot'; readonly member: number }
  | { readonly do: 'pull' | 'plug' | 'leave' | 'join' | 'replace'; readonly member: number }
  /** Runs esp-mirror on the booted member; `cut`: after so many writes, in all; `force`: the mirrors that are forced, as bits. */
  | { readonly do: 'run'; readonly cut: number | null; readonly force: number };

export type Judge = (source: Registry | null, mirror: Side | null, isEqual: boolean) => Verdict;

/** What was judged, and what is so. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Whether the mirror holds an edit that would be lost. */
  readonly isMore: boolean;
  /** Whether it holds one that the source has not, be it of the same content as one that the source has. */
  readonly isOther: boolean;
  /** Whether the source holds such a one. */
  readonly isLess: boolean;
  /** Whether, until then, somebody has changed what a cut run had left behind, or two have become equal without a run. */
  readonly isTouched: boolean;
}

const paths = ['A', 'B', 'C'];
const writable: readonly Verdict[] = ['same', 'cut off', 'older'];
const absent: Version = { number: 0, isThere: false, holds: new Set([0]) };
const nothing = (): Version => ({ ...absent, holds: new Set([0]) });

function partuuidOf(number: number) {
  const partuuid = parsePartuuid(
    `0000000${number % 10}-0000-4000-8000-00000000000${Math.floor(number / 10)}`,
  );
  if (partuuid === null) throw new Error('no PARTUUID');
  return partuuid;
}

/** Plays a history, and gives all judgements that were made in it. */
export function play(count: number, steps: readonly Step[], judge: Judge): readonly Judgement[] {
  let [versions, ids, made] = [0, 0, 0];
  let isTouched = false;
  const id = () => (++ids).toString(16).padStart(32, '0');
  const blank = (): ModelMember => ({
    partuuid: partuuidOf(made++),
    content: new Map(paths.map((path) => [path, nothing()])),
    base: new Map(),
    registry: null,
    isPresent: true,
    isIn: true,
  });
  const members = Array.from({ length: count }, blank);
  const at = (index: number) => members[index % count] as ModelMember;
  let booted = 0;
  const judgements: Judgement[] = [];

  const edit = (member: ModelMember, path: string, removes: boolean) => {
    const before = member.content.get(path) ?? absent;
    // That something was removed which a cut run had brought cannot be told from a run that had not come so far.
    if (removes && (!before.isThere || member.registry?.becoming)) return;
    const known = member.base.get(path);
    if (removes && known?.isThere === false) {
      // What came since the last run and went again leaves nothing.
      member.content.set(path, known);
      return;
    }
    versions += 1;
    if (member.registry?.becoming) isTouched = true;
    const holds = new Set([...before.holds, versions]);
    member.content.set(path, { number: versions, isThere: !removes, holds });
  };
  for (const path of paths) edit(at(0), path, false);

  const run = (source: ModelMember, cut: number | null, force: number) => {
    const members_ = () =>
      members.filter(({ isIn }) => isIn).map(({ partuuid }) => ({ kind: 'esp' as const, partuuid }));
    let left = cut ?? Number.POSITIVE_INFINITY;
    /** One write; false: the run is cut before it. */
    const write = (done: () => void): boolean => {
      if (left === 0) return false;
      left -= 1;
      done();
      return true;
    };
    const files = filesOf(source);
    let registry = source.registry;
    const isNew = registry === null;
    const made = { id: id(), source: source.partuuid, files: manifestOf(files) };
    if (registry === null) {
      const sets = members.flatMap((one) =>
        one !== source && one.isPresent && one.isIn ? (one.registry ?? []) : [],
      );
      registry = {
        set: sets[0]?.set ?? id(),
        members: members_(),
        gone: [],
        generation: { number: 1, id: made.id },
        parents: [],
        source: source.partuuid,
        partOf: null,
        becoming: null,
        alone: [],
        others: [],
        files: made.files,
      };
    } else {
      const content = contentStateOf(registry, files, { findsRot: false });
      const settled = settledRegistry(registry, content);
      const isSame = content.edited.length === 0 && settled.becoming === null;
      registry = isSame ? settled : sealed(settled, content, made);
    }
    const first = registry;
    const isWritten = write(() => {
      source.registry = first;
      source.base = new Map(source.content);
    });
    if (!isWritten) return;
    const judged = members.flatMap((mirror, index) => {
      if (mirror === source || !mirror.isPresent || !mirror.isIn) return [];
      const there = filesOf(mirror);
      const isEqual = paths.every((path) => numberAt(mirror, path) === numberAt(source, path));
      const side = mirror.registry && {
        registry: mirror.registry,
        content: contentStateOf(mirror.registry, there, { findsRot: false, source: files }),
      };
      const verdict = judge(isNew ? null : first, side, isEqual);
      const judgement = {
        verdict,
        isMore: holdsMore(mirror, source),
        isOther: hasOther(mirror, source),
        isLess: hasOther(source, mirror),
        // Of a part, nothing tells what an edit elsewhere was made on.
        isTouched: isTouched || (first.partOf !== null && (side?.content.edited.length ?? 0) > 0),
      };
      judgements.push(judgement);
      const isForced = (force & (1 << index)) !== 0;
      // What both came to by themselves is one, and no lineage says so.
      if (
        verdict === 'same' &&
        side !== null &&
        !isAmong(side.registry.generation.id, first.generation, first.parents)
      )
        isTouched = true;
      const isAllowed = verdict === 'unknown' ? !judgement.isMore : writable.includes(verdict);
      if (!isAllowed && !isForced) return [];
      // Other evidence, or somebody, says that the source wins.
      const loses = side !== null && (verdict === 'unknown' || !isAllowed);
      return [{ mirror, side, there, loses }];
    });
    const losers = judged.flatMap(({ side, loses }) => (loses && side !== null ? [side.registry] : []));
    const next = losers.length === 0 ? first : overriding(first, losers, { ...made, id: id() });
    /** Whoever decides that the source wins decides of what a mirror has. */
    const decide = (mirror: ModelMember) => {
      for (const path of paths)
        for (const number of mirror.content.get(path)?.holds ?? [])
          source.content.get(path)?.holds.add(number);
    };
    const isDecided = () => {
      source.registry = next;
      for (const { mirror, loses } of judged) if (loses) decide(mirror);
    };
    if (losers.length > 0 && !write(isDecided)) return;
    for (const { mirror, side, there } of judged) {
      if (side === null) decide(mirror);
      const writes: readonly PathState[] = paths
        .filter((path) => numberAt(mirror, path) !== numberAt(source, path))
        .map((path) => {
          const file = files.find((one) => one.path === path);
          return {
            path,
            file: file === undefined ? null : { size: file.size, mtime: file.mtime, digest: file.digest },
          };
        });
      /** What is equal was made twice, and is one from now on. */
      const join = () => {
        for (const path of paths.filter((one) => numberAt(mirror, one) === numberAt(source, one))) {
          const version = source.content.get(path) ?? absent;
          for (const number of mirror.content.get(path)?.holds ?? []) version.holds.add(number);
          mirror.content.set(path, version);
        }
      };
      if (writes.length > 0 && side !== null) {
        const before = settledRegistry(side.registry, side.content);
        const states = statesOfRun(before.files, there, writes, next.files);
        const isBegun = write(() => {
          mirror.registry = becomingOf(before, next, states);
          join();
        });
        if (!isBegun) return;
      }
      for (const { path } of writes) {
        const version = source.content.get(path) ?? absent;
        if (!write(() => mirror.content.set(path, version))) return;
      }
      const isStamped = write(() => {
        mirror.registry = { ...next, becoming: null };
        join();
        mirror.base = new Map(mirror.content);
      });
      if (!isStamped) return;
    }
  };

  const changeMembers = (source: ModelMember) => {
    // Who is in the set is a generation, too, of what the source has now.
    if (source.registry === null) return;
    const files = filesOf(source);
    const content = contentStateOf(source.registry, files, { findsRot: false });
    const settled = settledRegistry(source.registry, content);
    const next = { id: id(), source: source.partuuid, files: manifestOf(files) };
    source.registry = {
      ...sealed(settled, content, next),
      members: members.filter(({ isIn }) => isIn).map(({ partuuid }) => ({ kind: 'esp', partuuid })),
    };
  };

  for (const step of steps) {
    if (step.do === 'run') {
      run(at(booted), step.cut, step.force);
      continue;
    }
    const member = at(step.member);
    const isBooted = member === at(booted);
    if (step.do === 'edit' && member.isPresent)
      edit(member, paths[step.path % paths.length] ?? 'A', step.removes);
    if (step.do === 'boot' && member.isPresent && member.isIn) booted = step.member % count;
    if (step.do === 'pull' && !isBooted) member.isPresent = false;
    if (step.do === 'plug') member.isPresent = true;
    if ((step.do === 'leave' || step.do === 'join') && !isBooted && member.isIn !== (step.do === 'join')) {
      member.isIn = step.do === 'join';
      changeMembers(at(booted));
    }
    if (step.do === 'replace' && !isBooted) {
      members[step.member % count] = blank();
      changeMembers(at(booted));
    }
  }
  return judgements;
}

function numberAt(member: ModelMember, path: string): number {
  const version = member.content.get(path) ?? absent;
  // A path that was removed is as one that never was.
  return version.isThere ? version.number : 0;
}

function filesOf(member: ModelMember): readonly FoundFile[] {
  return [...member.content].flatMap(([path, { number, isThere }]) =>
    isThere
      ? [{ path, size: 1, mtime: 1_700_000_000 + 2 * number, digest: number.toString(16).padStart(64, '0') }]
      : [],
  );
}

function manifestOf(files: readonly FoundFile[]): readonly ManifestFile[] {
  return files.map((file) => ({ ...file, digest: file.digest ?? '' }));
}

/** Whether a member holds an edit that another has not. */
function hasOther(one: ModelMember, other: ModelMember): boolean {
  return paths.some((path) => isOther(path, one, other));
}

/** Whether something of a member is lost where another is written over it: what is equal is not. */
function holdsMore(one: ModelMember, other: ModelMember): boolean {
  return paths.some((path) => numberAt(one, path) !== numberAt(other, path) && isOther(path, one, other));
}

function isOther(path: string, one: ModelMember, other: ModelMember): boolean {
  return !(other.content.get(path) ?? absent).holds.has((one.content.get(path) ?? absent).number);
}
