import { signalGroup, startError, startGroup } from './process-group.ts';
import { endError } from './run-tool.ts';
import type { ToolError } from './tool-error.ts';

/** A child process that writes lines for as long as it lives. */
export interface LineTool {
  /** Why it ended; null when stop() ended it. */
  readonly ended: Promise<ToolError | null>;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Longest line that is kept, in characters; the rest of a longer one is dropped. */
const longestLine = 2 ** 16;

/** Starts a program that reports events, a line each on standard output or standard error. It has no time limit. */
export function startLines(
  tool: string,
  args: readonly string[],
  heard: { readonly out: (line: string) => void; readonly err?: (line: string) => void },
): LineTool {
  const child = startGroup(tool, args, ['ignore', 'pipe', 'pipe']);
  let stopped = false;
  let lastLine = '';
  splitLines(child.stdout, heard.out);
  splitLines(child.stderr, (line) => {
    lastLine = line;
    heard.err?.(line);
  });
  const ended = new Promise<ToolError | null>((resolve) => {
    child.once('error', (cause: NodeJS.ErrnoException) => resolve(startError(tool, cause)));
    child.once('close', (status, signal) => {
      const code = signal === null ? 'EXIT' : 'SIGNAL';
      resolve(stopped ? null : endError(code, tool, { status, signal, stderr: lastLine }));
    });
  });
  return {
    ended,
    async stop() {
      stopped = true;
      signalGroup(child, 'SIGTERM');
      await ended;
    },
  };
}

function splitLines(stream: NodeJS.ReadableStream | null, heard: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) heard(line);
  });
}
