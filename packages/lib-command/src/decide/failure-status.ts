import { constants } from 'node:os';
import { causesOf, errorCode } from '@twinroot/lib-failure';
import { RecordError } from '@twinroot/lib-record';
import { CommandError, exitStatus } from './command-error.ts';
import { ReaderGone } from './interruption.ts';

/** The status of a process that a signal ended, as shells have it: 128+N. */
export function signalStatus(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/**
 * The exit status of a failure: what the outermost error that knows one says. Records that do not decode are the
 * caller's (2), a signalled child is 128+N, a reader that has gone 128+SIGPIPE, all else is 1.
 */
export function failureStatus(thrown: unknown): number {
  for (const error of causesOf(thrown)) {
    if (error instanceof CommandError) return error.status;
    if (error instanceof ReaderGone) return signalStatus('SIGPIPE');
    if (error instanceof RecordError) return exitStatus.wrong;
    const signal = signalOf(error);
    if (signal !== null) return signalStatus(signal);
  }
  return exitStatus.failed;
}

/** Where a failure arose, for --verbose: one text for each frame of its innermost cause. */
export function failureStack(thrown: unknown): readonly string[] {
  const innermost = causesOf(thrown).at(-1);
  if (!(innermost instanceof Error)) return [];
  return (innermost.stack ?? '').split('\n').flatMap((line) => (/^\s+at /.test(line) ? [line.trim()] : []));
}

/** The signal that ended a child, where an error names one. A child that took too long was killed by us: that is a failure. */
function signalOf(error: unknown): NodeJS.Signals | null {
  if (!(error instanceof Error) || !('signal' in error)) return null;
  if (errorCode(error) === 'TIMEOUT') return null;
  return isSignal(error.signal) ? error.signal : null;
}

function isSignal(value: unknown): value is NodeJS.Signals {
  return typeof value === 'string' && Object.hasOwn(constants.signals, value);
}
