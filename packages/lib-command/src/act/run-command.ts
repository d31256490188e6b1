import { failureText } from '@twinroot/lib-failure';
import type { Run } from '../context.ts';
import { failureStack } from '../decide/failure-status.ts';
import { Interruption } from '../decide/interruption.ts';
import { isDetached } from '../gather/detached.ts';
import { processSurroundings, type Surroundings } from '../gather/surroundings.ts';
import type { CommandSpec } from '../spec.ts';
import { execute } from './execute.ts';
import { messagesFor } from './messages-for.ts';

// SIGHUP is the last: node handles the others itself while it starts, so that only when this one is handled all are.
const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The door of every command: runs it on this process's command line and leaves its status as the exit code, with
 * which the process ends when nothing is left to do.
 */
export function runCommand<S extends CommandSpec>(spec: S, run: Run<S>): void {
  runProcess(spec.name, process.argv.slice(2), (surroundings) => execute(spec, run, surroundings));
}

/**
 * Runs something with this process's surroundings, its signals turned into one that can be waited for.
 *
 * The first of SIGHUP, SIGINT and SIGTERM aborts it; further ones change nothing, because half-done work ends in its
 * own good order. SIGHUP means nothing to a process that was detached from its terminal. An error that no promise carries is reported at once, aborts it too, and makes the status 1.
 */
export function runProcess(
  name: string,
  args: readonly string[],
  start: (surroundings: Surroundings) => Promise<number>,
): void {
  const ending = new AbortController();
  const surroundings = processSurroundings(args, ending.signal);
  const detached = isDetached();
  for (const signal of interrupts) {
    process.on(signal, () => {
      if (signal !== 'SIGHUP' || !detached) ending.abort(new Interruption(signal));
    });
  }
  let broken = false;
  process.on('uncaughtException', (error) => {
    broken = true;
    process.exitCode = 1;
    const message = messagesFor(name, surroundings, new Map([['verbose', true]]));
    message.error(failureText(error));
    for (const frame of failureStack(error)) message.debug(frame);
    ending.abort(error);
  });
  process.exitCode = 1; // what stands when the loop runs empty before the work is done
  start(surroundings).then((status) => {
    if (!broken) process.exitCode = status;
  });
}
