import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorCode, failureText } from '@twinroot/lib-failure';
import type { Context, Messages, Run } from '../context.ts';
import { type CommandLine, parseArgv } from '../decide/argv.ts';
import { exitStatus, wrong } from '../decide/command-error.ts';
import { failureStack, failureStatus, signalStatus } from '../decide/failure-status.ts';
import { groupForm, groupText } from '../decide/group-form.ts';
import { Interruption, ReaderGone } from '../decide/interruption.ts';
import { createMessages } from '../decide/messages.ts';
import { createStatusLine, type StatusLine } from '../decide/status-line.ts';
import { type ByteReader, createByteReader } from '../gather/byte-reader.ts';
import { createGroupReader, type GroupReader } from '../gather/group-reader.ts';
import { readOptions } from '../gather/read-options.ts';
import type { Surroundings } from '../gather/surroundings.ts';
import type { CommandSpec, OptionValue, ParsedOptions } from '../spec.ts';
import { version } from '../version.ts';
import { createGroupWriter, isReaderGone, writeText } from './write-group.ts';

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
  const { stdout, stderr } = surroundings;
  const gone = new AbortController();
  stdout.on('error', (error) => {
    if (isReaderGone(error)) gone.abort(new ReaderGone(error));
  });
  stderr.on('error', () => undefined); // there is nowhere left to say it
  const signal = AbortSignal.any([surroundings.signal, gone.signal]);
  const statusLine = createStatusLine((text) => stderr.write(text));
  let message = messagesFor(spec.name, surroundings, new Map());
  let reader: GroupReader | undefined;
  let bytes: ByteReader | undefined;
  try {
    const line = readCommandLine(spec, surroundings.args);
    if (line.kind !== 'run') {
      await writeText(stdout, await aboutText(spec, line.kind));
      return exitStatus.done;
    }
    message = messagesFor(spec.name, surroundings, line.values, statusLine);
    reader = createGroupReader(spec, surroundings, signal);
    bytes = createByteReader(spec, surroundings, signal);
    const world = { surroundings, signal, message, statusLine, reader, bytes };
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

/** The command line, with what an options file adds to it. What is wrong in the file is reported as being there. */
function readCommandLine(spec: CommandSpec, args: readonly string[]): CommandLine {
  const line = parseArgv(spec, args);
  const path = line.kind === 'run' ? line.values.get('options') : undefined;
  if (typeof path !== 'string') return line;
  const settings = readOptions(path, spec.name);
  try {
    const alone = parseArgv(spec, settings);
    if (alone.kind !== 'run' || alone.values.get('options') !== undefined)
      throw wrong('--help, --version and --options have no place there');
    return parseArgv(spec, args, settings);
  } catch (cause) {
    throw wrong(`cannot use the options in ${path}`, { cause });
  }
}

function createContext<S extends CommandSpec>(
  spec: S,
  { values, operands }: Extract<CommandLine, { kind: 'run' }>,
  world: {
    surroundings: Surroundings;
    signal: AbortSignal;
    message: Messages;
    statusLine: StatusLine;
    reader: GroupReader;
    bytes: ByteReader;
  },
): Context<S> {
  const { surroundings, signal, message, statusLine, reader, bytes } = world;
  const { stdout, stderrIsTerminal, env } = surroundings;
  const isShown = stderrIsTerminal && env['TERM'] !== 'dumb' && values.get('quiet') !== true;
  const form = groupForm(spec, values);
  const ended = () => spec.streams === true || reader.groupWasEnded();
  const writeGroup = createGroupWriter(form, stdout, ended);
  return {
    // The map was made from this very spec, whose types ParsedOptions repeats.
    options: Object.fromEntries(values) as ParsedOptions<S>,
    operands,
    sysroot: checkSysroot(values.get('sysroot')),
    dryRun: values.get('dry-run') === true,
    quiet: values.get('quiet') === true,
    message,
    progress: isShown ? statusLine.show : undefined,
    signal,
    readGroups: reader.readGroups,
    readOneGroup: reader.readOneGroup,
    inputIsConnected: surroundings.stdinIsConnected,
    readGroupsOf: reader.readGroupsOf,
    writeGroup: (table, records) => {
      statusLine.clear();
      return writeGroup(table, records);
    },
    groupText: (table, records) => groupText(form, table, records),
    readBytes: bytes.readBytes,
    writeBytes: (written) => writeText(stdout, written),
    asksForRecords: ['dry-run', 'json', 'output', 'no-header'].some((name) => isGiven(values.get(name))),
    outputIsTaken: surroundings.outputIsTaken,
  };
}

function isGiven(value: OptionValue): boolean {
  return value !== undefined && value !== false;
}

function checkSysroot(given: unknown): string {
  if (typeof given !== 'string') return '/';
  const stat = statSync(given, { throwIfNoEntry: false });
  if (!stat) throw wrong(`--sysroot ${given} does not exist`);
  if (!stat.isDirectory()) throw wrong(`--sysroot ${given} is not a directory`);
  return resolve(given);
}

/** Messages as they suit standard error and the options. */
export function messagesFor(
  name: string,
  surroundings: Surroundings,
  values: ReadonlyMap<string, unknown>,
  statusLine?: StatusLine,
): Messages {
  const { env, stderr, stderrIsTerminal, stderrIsJournal } = surroundings;
  const style = {
    name,
    journal: stderrIsJournal,
    colour: stderrIsTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    quiet: values.get('quiet') === true,
    verbose: values.get('verbose') === true,
  };
  return createMessages(style, (line) => {
    statusLine?.clear();
    stderr.write(line);
  });
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
