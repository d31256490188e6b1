import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaries, workspace } from './binaries.ts';
import { type Answer, call } from './call.ts';

/** The commands that were built. */
export const built = readdirSync(binaries).filter((name) => name !== 'twinroot');

type Environment = Readonly<Record<string, string>>;
type Words = readonly (string | Environment)[];

/** How the program is called that installs, or takes away again; first may come more of its environment. */
export function install(...args: Words): Promise<Answer> {
  return tool('install-files.ts', args);
}

export function uninstall(...args: Words): Promise<Answer> {
  return tool('install-undo.ts', args);
}

function tool(name: string, args: Words): Promise<Answer> {
  const program = join(workspace, 'packages/build-tools/src', name);
  const env = args.reduce<Environment>((more, word) => (typeof word === 'string' ? more : word), {});
  const words = args.filter((word) => typeof word === 'string');
  return call(process.execPath, [program, ...words], { env: { PATH: '/usr/bin:/bin', ...env } });
}

/** The paths below a directory of all that is no directory, sorted. */
export function pathsBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length))
    .sort();
}

/**
 * Copies units to another directory, for `systemd-analyze verify`, which looks whether what they run is there: of ours, it is
 * where it was built or installed.
 *
 * @param bin a directory of programs, in place of the one that the units name
 */
export function copyUnits(from: string, to: string, bin: string): void {
  cpSync(from, to, { recursive: true });
  for (const name of readdirSync(to).filter((name) => name.endsWith('.service'))) {
    const text = readFileSync(join(to, name), 'utf8');
    const ours = new RegExp(`(?<=[ =])/\\S*/bin/(?=(?:${['twinroot', ...built].join('|')})\\s)`, 'g');
    writeFileSync(join(to, name), text.replace(ours, `${bin}/`));
  }
}

/** The values that a unit, or another file of that form, gives to a key, in order. */
export function valuesOf(file: string, key: string): readonly string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
}
