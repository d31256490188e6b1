import type { Readable } from 'node:stream';
import {
  type AnyRecord,
  decodeGroupsOf,
  type Group,
  RecordError,
  type RecordTable,
} from '@twinroot/lib-record';
import { wrong } from '../decide/command-error.ts';
import type { CommandSpec } from '../spec.ts';
import { isReadError } from './byte-reader.ts';
import type { Surroundings } from './surroundings.ts';

/** Records on standard input. */
export interface GroupReader {
  readGroups(table: RecordTable): AsyncIterable<readonly AnyRecord[]>;
  readOneGroup(table: RecordTable): Promise<readonly AnyRecord[]>;
  /** Groups that may be of any of these types. */
  readGroupsOf(tables: readonly [RecordTable, ...RecordTable[]]): AsyncIterable<Group>;
  /** The group read last was ended by an empty line (or is a JSON line), not by the end of input. */
  groupWasEnded(): boolean;
  /** Lets go of standard input, which would keep the process alive. */
  release(): void;
}

/** Reads groups of records from standard input, which is not opened before the first is asked for. */
export function createGroupReader(
  spec: CommandSpec,
  { stdin, stdinIsTerminal }: Pick<Surroundings, 'stdin' | 'stdinIsTerminal'>,
  signal: AbortSignal,
): GroupReader {
  let opened: Readable | undefined;
  let inputEnded = false;
  let groups = 0;

  async function* chunks(input: Readable): AsyncIterable<Uint8Array> {
    const stop = () => input.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      yield* input;
      inputEnded = true;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async function* readGroups(table: RecordTable): AsyncIterable<readonly AnyRecord[]> {
    for await (const { records } of readGroupsOf([table])) yield records;
  }

  async function readOneGroup(table: RecordTable): Promise<readonly AnyRecord[]> {
    let only: readonly AnyRecord[] | null = null;
    for await (const records of readGroups(table)) {
      if (only !== null) throw wrong(`there is more than one group of ${table.list} on standard input`);
      only = records;
    }
    return only ?? [];
  }

  async function* readGroupsOf(tables: readonly [RecordTable, ...RecordTable[]]): AsyncIterable<Group> {
    if (stdinIsTerminal())
      throw wrong(`expected records on standard input, but it is a terminal: ${meant(spec)}`);
    opened = stdin();
    try {
      for await (const group of decodeGroupsOf(tables, chunks(opened))) {
        groups++;
        yield group;
      }
    } catch (cause) {
      if (signal.aborted || cause instanceof RecordError || !isReadError(cause)) throw cause;
      throw wrong('cannot read standard input', { cause });
    }
    // Somebody wrote nothing: most likely a command that has said why. To name a pipeline would be to name the same one.
    if (groups === 0) throw wrong('no records came on standard input: what should have written them has not');
  }

  return {
    readGroups,
    readOneGroup,
    readGroupsOf,
    groupWasEnded: () => groups > 0 && !inputEnded,
    release: () => opened?.destroy(),
  };
}

function meant(spec: CommandSpec): string {
  return spec.reads ? `try ${spec.reads.pipeline}` : 'see --help';
}
