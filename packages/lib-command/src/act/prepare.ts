import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { failureText } from '@twinroot/lib-failure';
import { type CommandLine, parseArgv } from '../decide/argv.ts';
import { wrong } from '../decide/command-error.ts';
import { failureStack, failureStatus } from '../decide/failure-status.ts';
import { type GroupForm, groupForm } from '../decide/group-form.ts';
import { readOptions } from '../gather/read-options.ts';
import type { Surroundings } from '../gather/surroundings.ts';
import type { CommandSpec } from '../spec.ts';
import { messagesFor } from './messages-for.ts';

/** A command line that asks for work, with what was found out of it. */
export type RunLine = Extract<CommandLine, { kind: 'run' }> & {
  readonly form: GroupForm;
  /** An absolute path. */
  readonly sysroot: string;
};

/** A command line that was looked at; `wrong` has been reported. */
export type Prepared =
  | RunLine
  | Exclude<CommandLine, { kind: 'run' }>
  | { readonly kind: 'wrong'; readonly status: number };

/**
 * Looks at the command line of a command, its options file included, before anything is done. What is wrong is one line on
 * standard error, and gives the status that the command is to end with. It never throws.
 */
export function prepare(spec: CommandSpec, surroundings: Surroundings): Prepared {
  let message = messagesFor(spec.name, surroundings, new Map());
  try {
    const line = readCommandLine(spec, surroundings.args);
    if (line.kind !== 'run') return line;
    message = messagesFor(spec.name, surroundings, line.values);
    return {
      ...line,
      form: groupForm(spec, line.values),
      sysroot: checkSysroot(line.values.get('sysroot')),
    };
  } catch (error) {
    message.error(failureText(error));
    for (const frame of failureStack(error)) message.debug(frame);
    return { kind: 'wrong', status: failureStatus(error) };
  }
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

function checkSysroot(given: unknown): string {
  if (typeof given !== 'string') return '/';
  const stat = statSync(given, { throwIfNoEntry: false });
  if (!stat) throw wrong(`--sysroot ${given} does not exist`);
  if (!stat.isDirectory()) throw wrong(`--sysroot ${given} is not a directory`);
  return resolve(given);
}
