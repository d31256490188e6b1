import { tmpdir } from 'node:os';
import { execa } from 'execa';

/** How a program ended and what it wrote. */
export interface Answer {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** How a program is called. */
export interface Call {
  readonly input?: string;
  /** Absent: empty. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absent: a directory that has nothing to do with the program. */
  readonly cwd?: string;
}

/** Runs a program with nothing in its environment and waits for its end. */
export async function call(program: string, args: readonly string[], given: Call = {}): Promise<Answer> {
  const result = await execa(program, args, {
    cwd: given.cwd ?? tmpdir(),
    env: { ...given.env },
    extendEnv: false,
    input: given.input ?? '', // one that does not read it is judged by its answer
    stripFinalNewline: false,
    reject: false,
  });
  const { exitCode, signal, stdout, stderr } = result;
  if (exitCode === undefined && signal === undefined) throw result;
  return { status: exitCode ?? null, signal: signal ?? null, out: stdout, err: stderr };
}

/** Runs a shell command on a pseudo-terminal, by script(1) of util-linux; the line ends of the terminal are taken back. */
export async function callOnTerminal(command: string, given: Call = {}): Promise<Answer> {
  const env = { PATH: '/usr/bin:/bin', TERM: 'xterm', SHELL: '/bin/sh', ...given.env };
  const answer = await call('/usr/bin/script', ['-qec', command, '/dev/null'], { ...given, env });
  return { ...answer, out: answer.out.replaceAll('\r\n', '\n') };
}

/** Words as a shell takes them apart again. */
export function quote(...words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

/** Runs a program whose output nobody reads: the reading end of its pipe is closed before it starts. */
export function callWithoutReader(
  program: string,
  args: readonly string[],
  given: Call & { fifo: string },
): Promise<Answer> {
  const script = 'mkfifo "$1"; exec 3<>"$1" 4>"$1" 3>&-; rm "$1"; shift; exec "$@" >&4 4>&-';
  const env = { PATH: '/usr/bin:/bin', ...given.env };
  return call('/bin/sh', ['-c', script, 'sh', given.fifo, program, ...args], { ...given, env });
}
