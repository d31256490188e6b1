import type { Context, Messages } from '../context.ts';
import { groupText } from '../decide/group-form.ts';
import type { StatusLine } from '../decide/status-line.ts';
import type { ByteReader } from '../gather/byte-reader.ts';
import type { GroupReader } from '../gather/group-reader.ts';
import type { Surroundings } from '../gather/surroundings.ts';
import type { CommandSpec, OptionValue, ParsedOptions } from '../spec.ts';
import type { RunLine } from './prepare.ts';
import { createGroupWriter, writeText } from './write-group.ts';

/** What a command that runs has around it, beside its command line. */
export interface World {
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
  readonly message: Messages;
  readonly statusLine: StatusLine;
  readonly reader: GroupReader;
  readonly bytes: ByteReader;
}

/** The context of a command, for a command line that was found right. */
export function createContext<S extends CommandSpec>(
  spec: S,
  { values, operands, form, sysroot }: RunLine,
  world: World,
): Context<S> {
  const { surroundings, signal, message, statusLine, reader, bytes } = world;
  const { stdout, stderrIsTerminal, env } = surroundings;
  const isShown = stderrIsTerminal && env['TERM'] !== 'dumb' && values.get('quiet') !== true;
  const ended = () => spec.streams === true || reader.groupWasEnded();
  const writeGroup = createGroupWriter(form, stdout, ended);
  return {
    // The map was made from this very spec, whose types ParsedOptions repeats.
    options: Object.fromEntries(values) as ParsedOptions<S>,
    operands,
    sysroot,
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
    asksForRecords: ['dry-run', 'json', 'output', 'human', 'no-header'].some((name) =>
      isGiven(values.get(name)),
    ),
    outputIsTaken: surroundings.outputIsTaken,
    childStdin: surroundings.childStdin,
    childStdout: surroundings.childStdout,
  };
}

function isGiven(value: OptionValue): boolean {
  return value !== undefined && value !== false;
}
