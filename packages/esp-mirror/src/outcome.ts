import type { FileNode, Operation, Phase } from '@twinroot/lib-tree';
import { bytesWritten } from '@twinroot/lib-tree';
import type { PhaseName, Plan } from './plan.ts';
import type { PlannedOperation } from './plan-table.ts';
import type { MirrorOutcome } from './report-table.ts';

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

/** An outcome, with what else is to be heard of the mirror. */
export function withRemarks(outcome: MirrorOutcome, remarks: readonly string[]): MirrorOutcome {
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

function bytesOf(operation: Operation): number | null {
  if (operation.op === 'delete') return operation.size;
  return operation.op === 'copy' || operation.op === 'write' ? bytesWritten(operation) : null;
}

/** What a person is to hear of a plan that was carried out, in one line; null when there is nothing. */
export function wordsOf({ notes, torn }: Plan): string | null {
  const words = [
    ...notes.map(({ text }) => text),
    ...torn.map((path) => `the files of ${path} were replaced one after the other`),
  ];
  return words.length === 0 ? null : words.join('; ');
}
