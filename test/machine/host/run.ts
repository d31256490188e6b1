import { spawn } from 'node:child_process';

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
export function run(
  program: string,
  args: readonly string[],
  {
    seconds = 120,
    input = '',
    env = {},
    cwd,
  }: { seconds?: number; input?: string; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(program, args, {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: '/nonexistent', ...env },
    ...(cwd !== undefined && { cwd }),
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => undefined); // a program that does not read its stdin
  child.stdin.end(input);
  const failed = (code: number | string) =>
    reject(new RunError([program, ...args], code, Buffer.concat(stderr).toString()));
  child.on('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.message));
  child.on('close', (code, signal) => {
    if (code === 0) resolve(Buffer.concat(stdout).toString());
    else failed(code ?? signal ?? 'nothing');
  });
  return promise;
}
