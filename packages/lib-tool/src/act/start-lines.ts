import { Readable } from 'node:stream';
import type { ToolError } from '../decide/tool-error.ts';
import { signalGroup, startError, startGroup } from './process-group.ts';
import { endError } from './run-tool.ts';

/** A child process that writes lines for as long as it lives. */
export interface LineTool {
  /** Null when it did not start. */
  readonly pid: number | null;
  /** Why it ended; null when stop() ended it. */
  readonly ended: Promise<ToolError | null>;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}

/** What passes between us and a child that writes lines. */
export interface LineOptions {
  /** Its standard input, piece by piece; absent: closed. */
  readonly input?: Iterable<string>;
  /** Of input and lines: with `latin1` each character stands for a byte, so that names that are not UTF-8 stay what they are. */
  readonly encoding?: 'utf8' | 'latin1';
}

/** Longest line that is kept, in characters; the rest of a longer one is dropped. */
const longestLine = 2 ** 16;

/** Starts a program that reports events, a line each on standard output or standard error. It has no time limit. */
export function startLines(
  tool: string,
  args: readonly string[],
  heard: { readonly out: (line: string) => void; readonly err?: (line: string) => void },
  { input, encoding = 'utf8' }: LineOptions = {},
): LineTool {
  const child = startGroup(tool, args, [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe']);
  let stopped = false;
  let lastLine = '';
  splitLines(child.stdout, encoding, heard.out);
  splitLines(child.stderr, encoding, (line) => {
    lastLine = line;
    heard.err?.(line);
  });
  child.stdin?.on('error', () => undefined); // it ended early: judged by its status
  if (input !== undefined && child.stdin !== null) {
    child.stdin.setDefaultEncoding(encoding);
    Readable.from(input).pipe(child.stdin);
  }
  const ended = new Promise<ToolError | null>((resolve) => {
    child.once('error', (cause: NodeJS.ErrnoException) => resolve(startError(tool, cause)));
    child.once('close', (status, signal) => {
      const code = signal === null ? 'EXIT' : 'SIGNAL';
      resolve(stopped ? null : endError(code, tool, { status, signal, stderr: lastLine }));
    });
  });
  return {
    pid: child.pid ?? null,
    ended,
    async stop() {
      stopped = true;
      signalGroup(child, 'SIGTERM');
      await ended;
    },
  };
}

function splitLines(stream: Readable | null, encoding: BufferEncoding, heard: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding(encoding);
  stream?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) heard(line);
  });
}
