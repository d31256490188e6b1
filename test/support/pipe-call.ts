import { binaries, binaryOf } from './binaries.ts';
import { type Answer, type Call, call, quote } from './call.ts';

/** One command of a pipe, with its arguments. */
export type Part = readonly [name: string, ...args: string[]];

/** How a pipe ended. Lines of standard error in order of their text: who says something first is chance in a shell's. */
export interface PipeEnd {
  readonly status: number;
  readonly out: string;
  readonly err: readonly string[];
}

const shell = { PATH: '/usr/bin:/bin' };

/** The commands in one process. */
export async function inOneProcess(parts: readonly Part[], given: Call = {}): Promise<PipeEnd> {
  return endOf(await call(binaryOf('twinroot'), pipeWords(parts), given));
}

/** The words behind `twinroot`. */
export function pipeWords(parts: readonly Part[]): readonly string[] {
  return ['pipe', ...parts.flatMap((part) => [...part, ':']).slice(0, -1)];
}

/** The commands in a shell's pipe, a process each. The status is the first that is not 0, and 141 only if no other is. */
export async function inShell(parts: readonly Part[], given: Call = {}): Promise<PipeEnd> {
  const answer = await call(
    '/bin/bash',
    ['--norc', '-c', `${pipeline(parts)}; echo "\${PIPESTATUS[@]}" >&2`],
    {
      ...given,
      env: { ...shell, ...given.env },
    },
  );
  const lines = answer.err.trimEnd().split('\n');
  const statuses = (lines.pop() ?? '').split(' ').map(Number);
  const failures = statuses.filter((status) => status !== 0);
  const status = failures.find((one) => one !== 141) ?? failures[0] ?? 0;
  return endOf({ ...answer, status, err: lines.map((line) => `${line}\n`).join('') });
}

/** As a shell has it, by the binaries' own names. */
export function pipeline(parts: readonly Part[]): string {
  return parts.map(([name, ...args]) => quote(`${binaries}/${name}`, ...args)).join(' | ');
}

function endOf({ status, signal, out, err }: Answer): PipeEnd {
  if (status === null) throw new Error(`ended by ${signal}: ${err}`);
  return {
    status,
    out,
    err: err
      .split('\n')
      .filter((line) => line !== '')
      .sort(),
  };
}
