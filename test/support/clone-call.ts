import { binaryOf } from './binaries.ts';
import { type Answer, type Call, call } from './call.ts';

/** The built binary. */
export const rootCloneBinary = binaryOf('root-clone');

/** A record of the report, or of the plan, which has only the first two and `detail`. */
export interface Step {
  readonly step: string;
  readonly target: string;
  readonly detail?: string | null;
  readonly state: 'same' | 'done' | 'skipped' | 'failed';
  readonly files_copied: number | null;
  readonly bytes_copied: number | null;
  readonly files_deleted: number | null;
  readonly why: string | null;
}

/** How a run ended, with its records. */
export interface Run extends Answer {
  readonly steps: readonly Step[];
}

/** Runs root-clone with an empty environment; it never touches the firmware of the machine that tests. */
export async function rootClone(args: readonly string[], given: Call = {}): Promise<Run> {
  const answer = await call(rootCloneBinary, ['--json', '--no-firmware', ...args], given);
  return { ...answer, steps: stepsIn(answer.out) };
}

/** The states of all steps, each once, and the status. */
export function statesOf({ steps, status }: Run): string {
  return [...[...new Set(steps.map(({ state }) => state))].toSorted(), status].join(' ');
}

interface Group {
  readonly steps: readonly Step[];
}

function stepsIn(out: string): readonly Step[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const group: Group = JSON.parse(line);
      return group.steps;
    });
}
