import { fstatSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { isatty } from 'node:tty';

/** What a command was started with. Tests make their own. */
export interface Surroundings {
  /** The command line without the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard input, opened when records are read and not before: an open one keeps the process alive. */
  readonly stdin: () => Readable;
  readonly stdinIsTerminal: () => boolean;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly stderrIsTerminal: boolean;
  /** Standard error goes to the journal, which reads a priority at the beginning of each line. */
  readonly stderrIsJournal: boolean;
  /** Aborted when the command is told to end; the reason is an error that says by what. */
  readonly signal: AbortSignal;
}

/** The surroundings of this process. */
export function processSurroundings(args: readonly string[], signal: AbortSignal): Surroundings {
  return {
    args,
    env: process.env,
    stdin: () => process.stdin,
    stdinIsTerminal: () => isatty(0),
    stdout: process.stdout,
    stderr: process.stderr,
    stderrIsTerminal: isatty(2),
    stderrIsJournal: isJournal(process.env['JOURNAL_STREAM'], 2),
    signal,
  };
}

/**
 * Whether a file descriptor is the journal's socket: JOURNAL_STREAM holds its device and inode number in decimal,
 * and is inherited by children that write elsewhere (systemd.exec(5)).
 */
export function isJournal(journalStream: string | undefined, descriptor: number): boolean {
  if (journalStream === undefined) return false;
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  return journalStream === `${dev}:${ino}`;
}
