import { errorCode, failureText } from '@twinroot/lib-failure';
import type { Run } from '../context.ts';
import { exitStatus } from '../decide/command-error.ts';
import { failureStack, failureStatus, signalStatus } from '../decide/failure-status.ts';
import { Interruption, ReaderGone } from '../decide/interruption.ts';
import { createStatusLine } from '../decide/status-line.ts';
import { type ByteReader, createByteReader } from '../gather/byte-reader.ts';
import { createGroupReader, type GroupReader } from '../gather/group-reader.ts';
import type { Surroundings } from '../gather/surroundings.ts';
import type { CommandSpec } from '../spec.ts';
import { version } from '../version.ts';
import { createContext } from './create-context.ts';
import { messagesFor } from './messages-for.ts';
import { type Prepared, prepare } from './prepare.ts';
import { isReaderGone, writeText } from './write-group.ts';

/**
 * Runs a command in the given surroundings and gives its exit status: what `run` returns, 2 for a wrong call, 128+N
 * when it was interrupted, and 141 (128+SIGPIPE, as any tool that writes to a pipe) when the reader of its output
 * has gone. Every failure is one line on standard error. It never throws.
 */
export async function execute<S extends CommandSpec>(
  spec: S,
  run: Run<S>,
  surroundings: Surroundings,
): Promise<number> {
  return readyCommand(spec, async () => run, surroundings).start();
}

/** A command whose command line was looked at. */
export interface ReadyCommand {
  /** What the command line asks for; `wrong`: that has been reported. */
  readonly kind: Prepared['kind'];
  /** Runs it and gives its exit status, which is that of a wrong call where it is one. It never throws. */
  start(): Promise<number>;
}

/** A command of a multi-call binary. Nothing of it is loaded before it is called for. */
export interface CallableCommand {
  spec(): Promise<CommandSpec>;
  /** Looks at its command line; what is wrong has been reported. Nothing is done before it is started. */
  prepare(surroundings: Surroundings): Promise<ReadyCommand>;
}

/** The first half of execute, whose second half is to be started. What the command does is loaded then. */
export function readyCommand<S extends CommandSpec>(
  spec: S,
  load: () => Promise<Run<S>>,
  surroundings: Surroundings,
): ReadyCommand {
  const line = prepare(spec, surroundings);
  return { kind: line.kind, start: () => perform(spec, line, load, surroundings) };
}

async function perform<S extends CommandSpec>(
  spec: S,
  line: Prepared,
  load: () => Promise<Run<S>>,
  surroundings: Surroundings,
): Promise<number> {
  if (line.kind === 'wrong') return line.status;
  const { stdout, stderr } = surroundings;
  const gone = new AbortController();
  stdout.on('error', (error) => {
    if (isReaderGone(error)) gone.abort(new ReaderGone(error));
  });
  const signal = AbortSignal.any([surroundings.signal, gone.signal]);
  const statusLine = createStatusLine((text) => stderr.write(text), surroundings.stderrColumns);
  const values = line.kind === 'run' ? line.values : new Map<string, unknown>();
  const message = messagesFor(spec.name, surroundings, values, statusLine);
  let reader: GroupReader | undefined;
  let bytes: ByteReader | undefined;
  try {
    if (line.kind !== 'run') {
      await writeText(stdout, await aboutText(spec, line.kind));
      return exitStatus.done;
    }
    reader = createGroupReader(spec, surroundings, signal);
    bytes = createByteReader(spec, surroundings, signal);
    const world = { surroundings, signal, message, statusLine, reader, bytes };
    const run = await load();
    const status = await run(createContext(spec, line, world));
    return finalStatus(spec, status, surroundings.signal, gone.signal);
  } catch (error) {
    if (gone.signal.aborted || error instanceof ReaderGone) return signalStatus('SIGPIPE');
    message.error(failureText(abortReason(error, surroundings.signal)));
    for (const frame of failureStack(error)) message.debug(frame);
    return finalStatus(spec, failureStatus(error), surroundings.signal, gone.signal);
  } finally {
    statusLine.clear();
    reader?.release();
    bytes?.release();
  }
}

/** What was thrown, or why it was: an aborted wait of Node's (ABORT_ERR) says nothing of the signal. */
function abortReason(error: unknown, { aborted, reason }: AbortSignal): unknown {
  return aborted && reason instanceof Interruption && errorCode(error) === 'ABORT_ERR' ? reason : error;
}

async function aboutText(spec: CommandSpec, kind: 'help' | 'version'): Promise<string> {
  if (kind === 'version') return `${spec.name} ${version}\n`;
  const { helpText } = await import('../help.ts');
  return helpText(spec);
}

function finalStatus(spec: CommandSpec, status: number, ending: AbortSignal, gone: AbortSignal): number {
  if (gone.aborted) return signalStatus('SIGPIPE');
  if (ending.aborted && ending.reason instanceof Interruption && !spec.streams)
    return signalStatus(ending.reason.signal);
  return status;
}
