import { imageHeadLength, inspectImage } from '@twinroot/lib-bls';
import { type BootTree, bootTreeOf, entryTypeOf, isProtected } from '@twinroot/lib-boot-tree';
import { syncFilesystem, type WritableWatch } from '@twinroot/lib-durable';
import { applyOperation, type Operation, readRange, scanTree } from '@twinroot/lib-tree';
import type { Wishes } from './call.ts';
import { choosePlan } from './choose-plan.ts';
import type { OpenMember } from './open-member.ts';
import { outcomeOf, wordsOf } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { MirrorOutcome } from './report-table.ts';

/** Reads a tree with all that a plan wants to know of it. */
export function readBootTree(root: string, checksum: boolean): BootTree {
  const listing = scanTree(root, {
    checksum,
    keepBytes: (path) => entryTypeOf(path) === 1,
    isUnread: isProtected,
  });
  return bootTreeOf(listing, (path) => {
    const head = readRange(root, path, 0, imageHeadLength);
    return head === null ? null : inspectImage(head, (at, length) => readRange(root, path, at, length));
  });
}

/** What was decided for one mirror: a plan, or an outcome without one. */
export type Decision =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'outcome'; readonly outcome: MirrorOutcome };

/** Reads a mirror and plans it. */
export function decide(
  name: string,
  source: BootTree,
  mirror: OpenMember,
  wishes: Wishes,
  started: number,
): Decision {
  const { free, cluster } = mirror;
  const tree = readBootTree(mirror.path, wishes.checksum);
  const choice = choosePlan(source, tree, { ...wishes.policy, free, cluster });
  if (choice.kind === 'plan') return choice;
  const ended = (state: 'refused' | 'failed', why: string) =>
    outcomeOf({ mirror: name, state, done: [], kept: [], seconds: secondsSince(started), why });
  if (choice.kind === 'refused') return { kind: 'outcome', outcome: ended('refused', choice.why) };
  const why = `not enough room: ${choice.bytes} more bytes are needed, and nothing was written`;
  return { kind: 'outcome', outcome: ended('failed', why) };
}

/** How a plan is carried out. */
interface CarryOut {
  readonly verify: boolean;
  readonly signal: AbortSignal;
  readonly started: number;
  /** Of the mirror, from before it was read. */
  readonly watch: WritableWatch;
}

/** Carries out a plan; a failure is an outcome, too. */
export async function carryOut(
  name: string,
  plan: Plan,
  paths: { readonly source: string; readonly mirror: string },
  run: CarryOut,
): Promise<MirrorOutcome> {
  const done: Operation[] = [];
  const kept = plan.foreign;
  const error = await walk(plan, paths, run, done);
  if (error !== null) {
    const why = reasonOf(error).replaceAll(`${paths.mirror}/`, '').replaceAll(`${paths.source}/`, '');
    return outcomeOf({ mirror: name, state: 'failed', done, kept, seconds: secondsSince(run.started), why });
  }
  const state = done.length === 0 ? 'same' : 'mirrored';
  return outcomeOf({
    mirror: name,
    state,
    done,
    kept,
    seconds: secondsSince(run.started),
    why: wordsOf(plan),
  });
}

/** Does the operations, phase by phase, until one fails or the mirror has turned read-only; gives the error, or null. */
async function walk(
  { phases }: Plan,
  paths: { readonly source: string; readonly mirror: string },
  { verify, signal, watch }: CarryOut,
  done: Operation[],
): Promise<unknown> {
  try {
    for (const phase of phases) {
      for (const operation of phase.operations) {
        signal.throwIfAborted();
        await applyOperation(operation, { ...paths, verify });
        done.push(operation);
      }
      await syncFilesystem(paths.mirror);
      const error = watch.explain(null);
      if (error !== null) return error;
    }
    return watch.explain(null);
  } catch (error) {
    return watch.explain(error);
  }
}

/** A failure in one line, with its causes. */
export function reasonOf(error: unknown): string {
  const texts: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) texts.push(at.message);
  return texts.length === 0 ? String(error) : texts.join(': ');
}

/** Seconds from a moment of `secondsSinceStart`. */
export function secondsSince(started: number): number {
  return secondsSinceStart() - started;
}

/** Seconds of a clock that only goes forward: process.uptime(), because `performance` loads a module first. */
export function secondsSinceStart(): number {
  return process.uptime();
}
