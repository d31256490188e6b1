import type { Run } from './context.ts';
import { execute } from './execute.ts';
import { Interruption } from './failure.ts';
import type { CommandSpec } from './spec.ts';
import { processSurroundings, type Surroundings } from './surroundings.ts';

const interrupts = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * The door of every command: runs it on this process's command line and leaves its status as the exit code, with
 * which the process ends when nothing is left to do.
 */
export function runCommand<S extends CommandSpec>(spec: S, run: Run<S>): void {
  runProcess(process.argv.slice(2), (surroundings) => execute(spec, run, surroundings));
}

/**
 * Runs something with this process's surroundings, and with its signals turned into one that can be waited for.
 * The first of SIGHUP, SIGINT and SIGTERM aborts it; further ones change nothing, because half-done work ends in its own
 * good order or not at all.
 */
export function runProcess(
  args: readonly string[],
  start: (surroundings: Surroundings) => Promise<number>,
): void {
  const told = new AbortController();
  for (const signal of interrupts) {
    process.on(signal, () => {
      if (!told.signal.aborted) told.abort(new Interruption(signal));
    });
  }
  process.exitCode = 1; // what stands if the loop runs empty before the work is done
  let broken = false;
  // An error that no promise carries: the rest is told to end, and the process ends with 1.
  process.on('uncaughtException', (error) => {
    broken = true;
    process.exitCode = 1;
    process.stderr.write(`${error.name}: ${JSON.stringify(error.message)}\n`);
    told.abort(error);
  });
  start(processSurroundings(args, told.signal)).then((status) => {
    if (!broken) process.exitCode = status;
  });
}
