import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaries, workspace } from './binaries.ts';
import { type Answer, call } from './call.ts';

/** The commands that were built. */
export const built = readdirSync(binaries).filter((name) => name !== 'twinroot');

/** How the program is called that installs, or takes away again. */
export function install(...args: readonly string[]): Promise<Answer> {
  return tool('install-files.ts', args);
}

export function uninstall(...args: readonly string[]): Promise<Answer> {
  return tool('install-undo.ts', args);
}

function tool(name: string, args: readonly string[]): Promise<Answer> {
  const program = join(workspace, 'packages/build-tools/src', name);
  return call(process.execPath, [program, ...args], { env: { PATH: '/usr/bin:/bin' } });
}

/** The paths below a directory of all that is no directory, sorted. */
export function pathsBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length))
    .sort();
}

/** The values that a unit, or another file of that form, gives to a key, in order. */
export function valuesOf(file: string, key: string): readonly string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
}
