import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandSpec } from '@twinroot/lib-command';
import { binaryOf, workspace } from '../support/binaries.ts';

/** A command as its package declares it, with the binary that was built from it. */
export interface Command {
  readonly name: string;
  readonly binary: string;
  readonly spec: CommandSpec;
}

/** Every command there is: the packages with a binary, but for the multi-call one. New ones are found without being named. */
const all = await Promise.all(
  readdirSync(join(workspace, 'packages')).filter(isCommand).sort().map(loadCommand),
);

/** The names of all commands. */
export const allNames: readonly string[] = all.map(({ name }) => name);

/** The commands that are tested: all, or what TWINROOT_COMMAND names. */
export const commands: readonly Command[] = all.filter(
  ({ name }) => name === (process.env['TWINROOT_COMMAND'] ?? name),
);

function isCommand(name: string): boolean {
  const path = join(workspace, 'packages', name, 'package.json');
  return name !== 'twinroot' && existsSync(path) && 'bin' in JSON.parse(readFileSync(path, 'utf8'));
}

async function loadCommand(name: string): Promise<Command> {
  const built = pathToFileURL(join(workspace, 'packages', name, 'dist/spec.js')).href;
  const { spec }: { spec: CommandSpec } = await import(built);
  return { name, binary: binaryOf(name), spec };
}
