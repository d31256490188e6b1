import type { Readable, Writable } from 'node:stream';
import type { AnyRecord, Group, RecordTable } from '@twinroot/lib-record';
import type { ExitStatus } from './decide/command-error.ts';
import type { CommandSpec, ParsedOptions } from './spec.ts';

/** Messages for people, one line each on standard error. */
export interface Messages {
  error(text: string): void;
  warning(text: string): void;
  /** Shown unless `--quiet`. */
  info(text: string): void;
  /** Shown with `--verbose`. */
  debug(text: string): void;
}

/** Everything through which a command reaches the world that is not a library call. */
export interface Context<S extends CommandSpec = CommandSpec> {
  readonly options: ParsedOptions<S>;
  readonly operands: readonly string[];
  /** Where the machine is looked up: an absolute path, `/` unless `--sysroot`. */
  readonly sysroot: string;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly message: Messages;
  /**
   * Shows how far the work is, in the last line of a terminal and over what it showed before. undefined where standard error
   * is not a terminal, and with `--quiet`: then nothing need be found out for it.
   */
  readonly progress: ((text: string) => void) | undefined;
  /** Aborted at SIGINT, SIGTERM and SIGHUP, and when the reader of stdout has gone. */
  readonly signal: AbortSignal;
  /**
   * The groups of records on standard input, each as soon as it is complete.
   * Empty input, a terminal and whatever does not decode end the command with status 2.
   */
  readGroups(table: RecordTable): AsyncIterable<readonly AnyRecord[]>;
  /** The records of the only group on standard input; a second one is an error with status 2. */
  readOneGroup(table: RecordTable): Promise<readonly AnyRecord[]>;
  /** Whether records may come on standard input: it is a pipe or a file, and neither a terminal nor /dev/null, nor closed. */
  inputIsConnected(): boolean;
  /** As readGroups, where groups may be of any of these types; each says which. */
  readGroupsOf(tables: readonly [RecordTable, ...RecordTable[]]): AsyncIterable<Group>;
  /** Writes one group, in the form that the options ask for; `table` is one of the spec's `writes`, or its plan. */
  writeGroup(table: RecordTable, records: readonly AnyRecord[]): Promise<void>;
  /** One group, as writeGroup would write it: for the standard input of another command. */
  groupText(table: RecordTable, records: readonly AnyRecord[]): string;
  /** Standard input as it is, in pieces. A terminal ends the command with status 2. */
  readBytes(): AsyncIterable<Uint8Array>;
  /** Writes bytes to standard output as they are, and waits until they have left. */
  writeBytes(bytes: Uint8Array): Promise<void>;
  /** Whether a filter is asked for records: by `--dry-run`, or by an option on their form. */
  readonly asksForRecords: boolean;
  /** Standard input for a child that has ours: the process's own, or where that is not ours another stream. */
  readonly childStdin: 'inherit' | (() => Readable);
  /** The same of standard output. */
  readonly childStdout: 'inherit' | Writable;
  /** Whether the reader of standard output has taken all groups; true where that cannot be known. */
  outputIsTaken(): boolean;
}

/** What a command does: gather, decide, act, report. It returns its status and never ends the process. */
export type Run<S extends CommandSpec> = (context: Context<S>) => Promise<ExitStatus>;
