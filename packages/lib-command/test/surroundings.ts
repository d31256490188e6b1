import { PassThrough, Readable } from 'node:stream';
import type { Surroundings } from '../src/gather/surroundings.ts';

/** Surroundings whose input is a text and whose output is kept. */
export function testSurroundings(
  args: readonly string[],
  given: Partial<Surroundings> & { input?: string | Readable } = {},
) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const { input = '', ...rest } = given;
  const surroundings: Surroundings = {
    args,
    env: {},
    stdin: () => (typeof input === 'string' ? Readable.from([Buffer.from(input)]) : input),
    stdinIsTerminal: () => false,
    stdinIsConnected: () => true,
    stdout,
    stdoutIsTerminal: () => false,
    outputIsTaken: () => true,
    childStdin: 'inherit',
    childStdout: 'inherit',
    stderr,
    stderrIsTerminal: false,
    stderrColumns: () => 80,
    stderrIsJournal: false,
    isRoot: () => true,
    signal: new AbortController().signal,
    ...rest,
  };
  return {
    surroundings,
    out: () => String(stdout.read() ?? ''),
    err: () => String(stderr.read() ?? ''),
  };
}
