import { setTimeout } from 'node:timers/promises';
import type { BootTree } from '@twinroot/lib-boot-tree';
import { refused } from '@twinroot/lib-failure';
import { foldPath } from '@twinroot/lib-fat';
import { readFreeSpace } from '@twinroot/lib-machine';
import type { OpenMember } from '@twinroot/lib-member';
import { readBootTree } from '@twinroot/lib-seal';
import { bytesWritten, fileAt, type Operation, type Phase } from '@twinroot/lib-tree';
import { type Choice, choosingPlan } from '../decide/choose-plan.ts';
import { isLikelyDue } from '../decide/nothing-due.ts';
import type { MirrorEnd } from '../decide/outcome.ts';
import type { WrittenFiles } from '../decide/policy.ts';
import { freeBesideRegistry } from '../decide/registry-room.ts';
import { isWholePlan } from '../decide/stamp.ts';
import { isAwaited, unlikeMirror } from '../decide/written-files.ts';
import { type ComparedTrees, compareTrees } from '../gather/compare-trees.ts';
import { readManyWriters } from '../gather/read-writers.ts';
import { changedClause, changedFiles, writtenClause } from '../gather/steady-file.ts';
import { awaitWriters } from './await-writers.ts';
import { inTurns } from './in-turns.ts';
import { judgedChoice, registryOfMirror, rottenFiles } from './mirror-registry.ts';
import type { MirrorSource, MirrorTarget, MirrorWays } from './mirror-ways.ts';
import { type UnsteadyFile, walkPlan } from './walk-plan.ts';

/** What both sides hold, and what is not to be touched of it. */
interface Reading {
  readonly trees: ComparedTrees;
  readonly written: WrittenFiles;
  /** Free bytes on the mirror. */
  readonly free: number | null;
}

/** How often it is begun again when there is no time left to wait, each time without what was not steady before. */
const mostTries = 10;

/** Milliseconds before a source that has changed is read again. */
const pause = 500;

/**
 * Makes one mirror boot what the source boots. A file that somebody has open for writing, or that changes while it is copied, is waited
 * for if something depends on it. When there is no time left it is left out, and with it what depends on it.
 */
export async function mirrorOne(
  source: MirrorSource,
  target: MirrorTarget,
  ways: MirrorWays,
): Promise<MirrorEnd> {
  const { member, watch } = target;
  const done: Operation[] = [];
  let reading = await unread(source.tree, member.free, source, target, ways);
  for (let tries = 0; ; ) {
    // Read again, because by the second time it is marked.
    const { registry, fault, remarks } = registryOfMirror(source.set, member);
    if (fault !== null) return { ...refused(fault), done, remarks };
    const hasLineage = registry !== null && source.set?.current() != null;
    const { choice, ...settled } = await settle(reading, source, target, hasLineage, ways);
    const judged = judgedChoice(source.set, member, registry, settled.trees, choice, target.policy.force);
    if (judged?.reason) return { ...refused(judged.reason), done, remarks };
    if (choice.kind !== 'plan') return { ...choice, done, remarks };
    const { plan } = choice;
    // A dry run has the same plan, and walks none of it.
    const phases = ways.dryRun ? [] : plan.phases;
    // What was read before the transaction began is whole, and so is what is written of it.
    const begun = phases.length === 0 ? null : await ways.begun();
    if (begun !== null) return { kind: 'postponed', why: begun, done, remarks };
    if (phases.length > 0) await judged?.mark(phases);
    if (ways.dryRun) await judged?.checkSeal();
    const walk = await walkPlan(phases, {
      ...ways,
      source: source.member,
      mirror: member,
      watch,
      onBytes: meterOf(phases, member, ways),
      isAwaited: (path) => isAwaited(path, settled.trees.source, settled.trees.mirror),
    });
    done.push(...walk.done);
    const { unsteady, failure } = walk;
    if (!ways.isLeft()) tries += 1;
    if (unsteady === null || tries > mostTries) {
      const isWhole = failure === null && unsteady === null && isWholePlan(plan, settled.written);
      // One that had nothing to be noted may have, when the source has won over another one.
      const later = () =>
        judgedChoice(source.set, member, registry, settled.trees, choice, target.policy.force);
      const stamp = async () => (judged ?? later())?.stamp();
      if (isWhole && !ways.dryRun) await ways.stamp({ stamp });
      const isStampDue = ways.dryRun && isWhole && judged?.isStampDue() === true;
      return { kind: 'walked', plan, done, failure, remarks, isStampDue };
    }
    reading = await readAgain(unsteady, settled, source, target, ways);
  }
}

function meterOf(phases: readonly Phase[], { name }: OpenMember, { meter }: MirrorWays) {
  const total = phases
    .flatMap(({ operations }) => operations)
    .reduce((sum, one) => sum + bytesWritten(one), 0);
  return total === 0 ? undefined : meter?.begin(`copying to ${name}`, total);
}

/** Chooses a plan for which nothing that differs is open for writing, or has changed since it was read. */
async function settle(
  begun: Reading,
  source: MirrorSource,
  target: MirrorTarget,
  hasLineage: boolean,
  ways: MirrorWays,
): Promise<Reading & { readonly choice: Choice }> {
  const { path: root } = source.member;
  let reading = begun;
  for (;;) {
    const { trees, written, free } = reading;
    const room = source.set === null ? free : freeBesideRegistry(free, trees);
    const policy = { ...target.policy, written, free: room, hasLineage };
    const looked = unlikeMirror(trees.source, trees.mirror, policy).filter(
      (path) => !written.has(foldPath(path)),
    );
    // First who writes: who has ended by then has changed what was read.
    const writers = await readManyWriters(root, looked, ways.signal);
    const files = looked.flatMap((path) => fileAt(trees.source.listing, path) ?? []);
    const changed = await changedFiles(root, files, ways.signal);
    const unsteady = [
      ...writers.map((writer) => ({ path: writer.path, why: writtenClause(writer) })),
      ...changed.map(({ path }) => ({ path, why: changedClause })),
    ];
    if (unsteady.length === 0) {
      const choice = await inTurns(choosingPlan(trees.source, trees.mirror, policy), ways.signal);
      return { ...reading, choice };
    }
    const isNeeded = ({ path }: { readonly path: string }) => isAwaited(path, trees.source, trees.mirror);
    if (ways.isLeft() && (unsteady.some(isNeeded) || changed.some(({ isGone }) => isGone))) {
      for (const file of unsteady.filter(isNeeded)) ways.tellUnsteady(file, 'waiting');
      await awaitWriters(root, writers.filter(isNeeded), ways);
      reading = await unread(await source.read(), free, source, target, ways);
    } else reading = { ...reading, written: leavingOut(unsteady, reading, ways) };
  }
}

/** What was read of both, and nothing of it is left out yet but what is rotten. */
async function unread(
  tree: BootTree,
  free: number | null,
  { member, set }: MirrorSource,
  target: MirrorTarget,
  { wishes, looksOnly, meterRead, signal }: MirrorWays,
): Promise<Reading> {
  const { path } = target.member;
  const mirror = await readBootTree(path, wishes, {
    like: tree.listing,
    signal,
    onRead: await meterRead(target.member),
  });
  if (looksOnly && isLikelyDue(tree, mirror, target.policy)) throw new Error('something may be due');
  const read = { source: tree, mirror, sourceRoot: member.path, mirrorRoot: path };
  const trees = await compareTrees(read, wishes.isExcluded);
  return { trees, written: rottenFiles(set, trees.source), free };
}

/** Reads all again after a file of the source was not steady; it is tried again with it while there is time. */
async function readAgain(
  unsteady: UnsteadyFile,
  reading: Reading,
  source: MirrorSource,
  target: MirrorTarget,
  ways: MirrorWays,
): Promise<Reading> {
  const { trees } = reading;
  const isTriedAgain = ways.isLeft() && isAwaited(unsteady.path, trees.source, trees.mirror);
  if (isTriedAgain) {
    ways.tellUnsteady(unsteady, 'waiting');
    await setTimeout(pause, undefined, { signal: ways.signal });
  }
  const left = isTriedAgain ? null : leavingOut([unsteady], reading, ways);
  const tree = await source.read();
  const { free } = await readFreeSpace(target.member.path);
  const again = await unread(tree, free, source, target, ways);
  return left === null ? again : { ...again, written: new Map([...again.written, ...left]) };
}

/** What is not touched, with more files. */
function leavingOut(
  files: readonly UnsteadyFile[],
  { trees: { source, mirror }, written }: Reading,
  { tellUnsteady }: MirrorWays,
): WrittenFiles {
  // Of one that something depends on, the report tells.
  for (const file of files) if (!isAwaited(file.path, source, mirror)) tellUnsteady(file, 'left out');
  return new Map([...written, ...files.map(({ path, why }) => [foldPath(path), why] as const)]);
}
