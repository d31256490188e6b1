import { execa } from 'execa';

/** A program that failed, with what it said. */
export class RunError extends Error {
  readonly code: number | string;
  readonly program: string;
  constructor(command: readonly string[], code: number | string, stderr: string) {
    super(`${command.join(' ')} ended with ${code}: ${stderr.trim()}`);
    this.name = 'RunError';
    this.code = code;
    this.program = command[0] ?? '';
  }
}

/**
 * Runs a program of the host and gives what it writes on stdout.
 *
 * @throws {RunError} with the status, the signal, or ENOENT
 */
export async function run(
  program: string,
  args: readonly string[],
  {
    seconds = 120,
    input = '',
    env = {},
    cwd,
  }: { seconds?: number; input?: string; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<string> {
  const { exitCode, signal, code, stdout, stderr } = await execa(program, args, {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: '/nonexistent', ...env },
    extendEnv: false,
    ...(cwd !== undefined && { cwd }),
    input,
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    stripFinalNewline: false,
    maxBuffer: Number.POSITIVE_INFINITY,
    reject: false,
  });
  if (exitCode === 0) return stdout;
  throw new RunError([program, ...args], exitCode ?? signal ?? code ?? 'nothing', stderr);
}
