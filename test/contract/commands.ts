import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandSpec } from '@twinroot/lib-command';

/** The checkout. */
export const workspace = resolve(import.meta.dirname, '../..');

/** Where the multi-call binary and its links are built to. */
export const binaries = join(workspace, 'dist/bin');

/** A command as its package declares it, with the binary that was built from it. */
export interface Command {
  readonly name: string;
  readonly binary: string;
  readonly spec: CommandSpec;
}

/** Every command there is: the packages with a binary, but for the multi-call one. New ones are found without being named. */
export const commands: readonly Command[] = await Promise.all(
  readdirSync(join(workspace, 'packages')).filter(isCommand).sort().map(loadCommand),
);

function isCommand(name: string): boolean {
  const path = join(workspace, 'packages', name, 'package.json');
  return name !== 'twinroot' && existsSync(path) && 'bin' in JSON.parse(readFileSync(path, 'utf8'));
}

async function loadCommand(name: string): Promise<Command> {
  const built = pathToFileURL(join(workspace, 'packages', name, 'dist/spec.js')).href;
  const { spec }: { spec: CommandSpec } = await import(built);
  return { name, binary: join(binaries, name), spec };
}
