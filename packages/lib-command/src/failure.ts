import { constants } from 'node:os';
import { RecordError } from '@twinroot/lib-record';
import { CommandError, exitStatus } from './context.ts';

/** The command was told to end: the reason that its signal is aborted with. */
export class Interruption extends Error {
  readonly signal: NodeJS.Signals;
  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.name = 'Interruption';
    this.signal = signal;
  }
}

/** The reader of standard output has gone: the reason that the command's signal is aborted with. */
export class ReaderGone extends Error {
  constructor(cause?: unknown) {
    super('the reader of standard output has gone', { cause });
    this.name = 'ReaderGone';
  }
}

/** The status of a process that a signal ended, as shells have it: 128+N. */
export function signalStatus(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/**
 * The exit status of a failure: what the outermost error that knows one says. Records that do not decode are the
 * caller's (2), a signalled child is 128+N, a reader that has gone 128+SIGPIPE, all else is 1.
 */
export function failureStatus(thrown: unknown): number {
  for (const error of causes(thrown)) {
    if (error instanceof CommandError) return error.status;
    if (error instanceof ReaderGone) return signalStatus('SIGPIPE');
    if (error instanceof RecordError) return exitStatus.wrong;
    const signal = signalOf(error);
    if (signal !== undefined) return signalStatus(signal);
  }
  return exitStatus.failed;
}

/** A failure in one sentence: its message and those of its causes, each once. */
export function failureText(thrown: unknown): string {
  const texts: string[] = [];
  for (const error of causes(thrown)) {
    const text = error instanceof Error ? error.message || error.name : String(error);
    if (!texts.some((said) => said.includes(text))) texts.push(text);
  }
  return texts.join(': ');
}

/** Where a failure arose, for --verbose: one text for each frame of its innermost cause. */
export function failureStack(thrown: unknown): readonly string[] {
  const innermost = causes(thrown).at(-1);
  if (!(innermost instanceof Error)) return [];
  return (innermost.stack ?? '').split('\n').flatMap((line) => (/^\s+at /.test(line) ? [line.trim()] : []));
}

function causes(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let error: unknown = thrown; error !== undefined && error !== null && !chain.includes(error); ) {
    chain.push(error);
    error = error instanceof Error ? error.cause : undefined;
  }
  return chain.length === 0 ? [String(thrown)] : chain;
}

/** The signal that ended a child, where an error names one. A child that took too long was killed by us: that is a failure. */
function signalOf(error: unknown): NodeJS.Signals | undefined {
  if (!(error instanceof Error) || !('signal' in error)) return undefined;
  if ('code' in error && error.code === 'TIMEOUT') return undefined;
  return isSignal(error.signal) ? error.signal : undefined;
}

function isSignal(value: unknown): value is NodeJS.Signals {
  return typeof value === 'string' && Object.hasOwn(constants.signals, value);
}
