import { binaryOf } from './binaries.ts';
import { type Answer, type Call, call } from './call.ts';

/** The built binary. */
export const espMirrorBinary = binaryOf('esp-mirror');

/** A record of the report. */
export interface Outcome {
  readonly mirror: string;
  readonly state: 'same' | 'mirrored' | 'held' | 'postponed' | 'failed' | 'missing' | 'refused';
  readonly files_copied: number;
  readonly bytes_copied: number;
  readonly files_deleted: number;
  readonly bytes_deleted: number;
  readonly files_kept: number;
  readonly bytes_kept: number;
  readonly seconds: number;
  readonly why: string | null;
}

/** A record of the plan. */
export interface Planned {
  readonly mirror: string;
  readonly phase: string;
  readonly operation: 'mkdir' | 'copy' | 'write' | 'touch' | 'delete' | 'rmdir';
  readonly path: string;
  readonly from: string | null;
  readonly bytes: number | null;
}

/** How a run ended, with the records of its last group. */
export interface Run extends Answer {
  readonly outcomes: readonly Outcome[];
  readonly operations: readonly Planned[];
}

/** Runs esp-mirror with an empty environment; the records are read from its JSON. */
export async function espMirror(args: readonly string[], given: Call = {}): Promise<Run> {
  return runOf(await call(espMirrorBinary, ['--json', ...args], given));
}

/** Mirrors a directory to others. */
export function mirror(
  from: string,
  to: readonly string[] | string,
  ...options: readonly string[]
): Promise<Run> {
  return espMirror([...options, '--from', from, '--to', ...[to].flat()]);
}

/** The records in an answer. */
export function runOf(answer: Answer): Run {
  const line = answer.out.trim().split('\n').at(-1);
  const group = line ? JSON.parse(line) : {};
  return { ...answer, outcomes: group.mirrors ?? [], operations: group.operations ?? [] };
}

/** Asserts of a run with one mirror, in one line: its state and the status. */
export function brief({ outcomes, status }: Run): string {
  return [...outcomes.map(({ state }) => state), status].join(' ');
}
