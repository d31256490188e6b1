import { exitStatus } from '../../decide/command-error.ts';
import { type PipePart, pipeCall } from '../../decide/pipe/pipe-call.ts';
import { pipeHelp } from '../../decide/pipe/pipe-help.ts';
import { pipeStatus } from '../../decide/pipe/pipe-status.ts';
import type { Surroundings } from '../../gather/surroundings.ts';
import { version } from '../../version.ts';
import type { CallableCommand, ReadyCommand } from '../execute.ts';
import { writeAnswer } from '../write-answer.ts';
import { createMemoryPipe, type MemoryPipe } from './memory-pipe.ts';

/**
 * Runs the commands of a command line, `COMMAND ARG… : COMMAND ARG…`, as a pipe in this process, and gives its status, see
 * pipeStatus. Each has surroundings of its own: between two commands is a pipe in memory, the input of the first and the output of the
 * last are the process's, and so is standard error of all.
 *
 * All command lines are looked at before any command is started. Then the last one is, and each other one when the one after it
 * asks for its input: so a command that finds out by itself that it was called wrongly, or that it cannot do its work,
 * ends before what it should have read is made. It never throws.
 */
export async function executePipe(
  { name, commands }: { readonly name: string; readonly commands: ReadonlyMap<string, CallableCommand> },
  surroundings: Surroundings,
): Promise<number> {
  let parts: readonly PipePart[] = [];
  const status = await writeAnswer(`${name} pipe`, surroundings, async () => {
    const call = pipeCall(surroundings.args, [...commands.keys()]);
    if (call.kind === 'help') return pipeHelp(name);
    if (call.kind === 'version') return `${name} ${version}\n`;
    parts = call.parts;
    return null;
  });
  if (parts.length === 0) return status;
  const callables = parts.flatMap((part) => commands.get(part.name) ?? []);
  return runParts(parts, callables, surroundings);
}

async function runParts(
  parts: readonly PipePart[],
  commands: readonly CallableCommand[],
  surroundings: Surroundings,
): Promise<number> {
  const pipes = parts.slice(1).map(createMemoryPipe);
  const ends: (Promise<number> | undefined)[] = parts.map(() => undefined);
  const ready: ReadyCommand[] = [];

  const begin = (index: number): void => {
    ends[index] ??= run(index);
  };
  const run = async (index: number): Promise<number> => {
    const status = (await ready[index]?.start()) ?? exitStatus.failed;
    pipes[index]?.end();
    pipes[index - 1]?.closeReader();
    // It did not want what comes before it. That does its work all the same, unless this is a failure: then all of it is in vain.
    if (index > 0 && status === exitStatus.done) begin(index - 1);
    return status;
  };

  for (const [index, command] of commands.entries()) {
    const own = between(surroundings, pipes[index - 1], pipes[index], () => begin(index - 1));
    ready.push(await command.prepare({ ...own, args: parts[index]?.args ?? [] }));
  }
  const wrongs = ready.filter(({ kind }) => kind === 'wrong');
  if (wrongs.length > 0) return pipeStatus(await Promise.all(wrongs.map((one) => one.start())));
  // Who asks for help wants nothing done; and what else is in the pipe does not read it.
  const asked = ready.findIndex(({ kind }) => kind !== 'run');
  const alone = commands[asked];
  if (alone) return (await alone.prepare({ ...surroundings, args: parts[asked]?.args ?? [] })).start();

  begin(parts.length - 1);
  const statuses: (number | null)[] = [];
  // Whether a command is started is known when the one after it has ended.
  for (let index = parts.length - 1; index >= 0; index--) statuses.unshift((await ends[index]) ?? null);
  return pipeStatus(statuses);
}

/** The surroundings of a command between two pipes; absent: it has the process's own stream there. */
function between(
  surroundings: Surroundings,
  before: MemoryPipe | undefined,
  after: MemoryPipe | undefined,
  beginBefore: () => void,
): Surroundings {
  let own = surroundings;
  if (before !== undefined) {
    const stdin = () => {
      beginBefore();
      return before.reader;
    };
    own = { ...own, stdin, stdinIsTerminal: () => false, stdinIsConnected: () => true, childStdin: stdin };
  }
  if (after !== undefined)
    own = { ...own, stdout: after.writer, outputIsTaken: after.isTaken, childStdout: after.writer };
  return own;
}
