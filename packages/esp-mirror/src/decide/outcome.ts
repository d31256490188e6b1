import type { UsedMember } from '@twinroot/lib-member';
import { registryPath } from '@twinroot/lib-registry';
import type { FileNode, Operation, Phase } from '@twinroot/lib-tree';
import { bytesWritten } from '@twinroot/lib-tree';
import type { PlannedOperation } from '../plan-table.ts';
import type { MirrorOutcome } from '../report-table.ts';
import type { Choice } from './choose-plan.ts';
import type { PhaseName, Plan } from './plan.ts';
import { shortageText } from './shortage.ts';

/** What was done to a mirror so far. */
export interface Tally {
  readonly filesCopied: number;
  readonly bytesCopied: number;
  readonly filesDeleted: number;
  readonly bytesDeleted: number;
}

/** Counts operations that were done. */
export function tallyOf(done: readonly Operation[]): Tally {
  const written = done.filter(({ op }) => op === 'copy' || op === 'write');
  const deleted = done.filter((operation) => operation.op === 'delete');
  return {
    filesCopied: written.length,
    bytesCopied: written.reduce((sum, operation) => sum + bytesWritten(operation), 0),
    filesDeleted: deleted.length,
    bytesDeleted: deleted.reduce((sum, { size }) => sum + size, 0),
  };
}

/** The record of a mirror. */
export function outcomeOf(facts: {
  readonly mirror: string;
  readonly state: MirrorOutcome['state'];
  readonly done: readonly Operation[];
  readonly kept: readonly FileNode[];
  readonly seconds: number;
  readonly why: string | null;
}): MirrorOutcome {
  const tally = tallyOf(facts.done);
  return {
    mirror: facts.mirror,
    state: facts.state,
    files_copied: tally.filesCopied,
    bytes_copied: tally.bytesCopied,
    files_deleted: tally.filesDeleted,
    bytes_deleted: tally.bytesDeleted,
    files_kept: facts.kept.length,
    bytes_kept: facts.kept.reduce((sum, { size }) => sum + size, 0),
    seconds: Math.round(facts.seconds * 1000) / 1000,
    why: facts.why,
  };
}

/** How the work on a mirror ended. */
export type MirrorEnd = (
  | Exclude<Choice, { kind: 'plan' }>
  | {
      /** Somebody began to install packages before it was written, or written to its end. */
      readonly kind: 'postponed';
      /** Who, in words. */
      readonly why: string;
    }
  | {
      readonly kind: 'walked';
      readonly plan: Plan;
      /** Why the plan was not walked to its end. */
      readonly failure: string | null;
      /** Of a dry run: whether the mirror would get another registry. */
      readonly isStampDue: boolean;
    }
) & {
  /** All that was done; a plan that had to be made again was walked in part before. */
  readonly done: readonly Operation[];
  /** What people should know of the mirror's own state. */
  readonly remarks: readonly string[];
};

/** What came of a source and its mirrors. */
export interface SourceResult {
  /** In the order in which the mirrors were given. */
  readonly outcomes: readonly MirrorOutcome[];
  readonly planned: readonly PlannedOperation[];
  /** Whether a mirror keeps its own version of an entry, or loses it, because the source's is damaged. */
  readonly isDamaged: boolean;
  /** Whether nothing of the source could have been written again, since it was read, without another time. */
  readonly isSteady: boolean;
}

/** What came of all mirrors of a source. */
export function resultOf(used: readonly UsedMember<MirrorEnd>[]): Omit<SourceResult, 'isSteady'> {
  const plans = used.flatMap(({ id, ...end }) =>
    end.kind === 'done' && end.value.kind === 'walked' ? [{ id, ...end.value }] : [],
  );
  return {
    outcomes: used.map(outcomeOfUse),
    planned: plans.flatMap(({ id, plan, isStampDue }) => [
      ...recordsOf(id, plan),
      ...(isStampDue ? [stampRecord(id)] : []),
    ]),
    isDamaged: plans.some(({ plan }) => plan.notes.some(({ kind }) => kind === 'kept' || kind === 'lost')),
  };
}

function outcomeOfUse(used: UsedMember<MirrorEnd>): MirrorOutcome {
  const { id: mirror, seconds } = used;
  const without = (state: MirrorOutcome['state'], why: string) =>
    outcomeOf({ mirror, state, done: [], kept: [], seconds, why });
  switch (used.kind) {
    case 'missing':
      return without(
        'missing',
        'no device has this PARTUUID; if its disk is gone for good, esp-leave takes it out',
      );
    case 'refused':
      return without('failed', used.reason);
    case 'failed':
      return without('failed', used.reason);
    case 'done':
      return withRemarks(outcomeOfEnd(used.value, mirror, seconds), used.value.remarks);
  }
}

function outcomeOfEnd(end: MirrorEnd, mirror: string, seconds: number): MirrorOutcome {
  const { done } = end;
  const unplanned = { mirror, done, kept: [], seconds };
  if (end.kind === 'refused') return outcomeOf({ ...unplanned, state: 'refused', why: end.reason });
  if (end.kind === 'postponed')
    return outcomeOf({ ...unplanned, state: 'postponed', why: `${end.why}: the rest is left for later` });
  if (end.kind === 'no room') {
    return outcomeOf({ ...unplanned, state: 'failed', why: shortageText(end) });
  }
  const { plan, failure } = end;
  const { kept } = plan;
  if (failure !== null) return outcomeOf({ mirror, state: 'failed', done, kept, seconds, why: failure });
  const isHeld = plan.notes.some(({ kind }) => kind === 'kept');
  const state = done.length > 0 ? 'mirrored' : isHeld ? 'held' : 'same';
  return outcomeOf({ mirror, state, done, kept, seconds, why: wordsOf(plan) });
}

/** An outcome, with what else people should know of the mirror. */
function withRemarks(outcome: MirrorOutcome, remarks: readonly string[]): MirrorOutcome {
  const why = [...(outcome.why === null ? [] : [outcome.why]), ...remarks].join('; ');
  return { ...outcome, why: why === '' ? null : why };
}

/** The records of a plan. */
export function recordsOf(mirror: string, { phases }: Plan): readonly PlannedOperation[] {
  return phases.flatMap((phase: Phase<PhaseName>) =>
    phase.operations.map((operation) => ({
      mirror,
      phase: phase.name,
      operation: operation.op,
      path: operation.path,
      from: operation.op === 'copy' ? operation.from : null,
      bytes: bytesOf(operation),
    })),
  );
}

function stampRecord(mirror: string): PlannedOperation {
  return { mirror, phase: 'stamp', operation: 'write', path: registryPath, from: null, bytes: null };
}

function bytesOf(operation: Operation): number | null {
  if (operation.op === 'delete') return operation.size;
  return operation.op === 'copy' || operation.op === 'write' ? bytesWritten(operation) : null;
}

/** What people should know of a plan that was carried out, in one line; null when there is nothing. */
export function wordsOf({ notes, torn }: Plan): string | null {
  const words = [
    ...notes.map(({ text }) => text),
    ...torn.map((path) => `the files of ${path} were replaced one after the other`),
  ];
  return words.length === 0 ? null : words.join('; ');
}
