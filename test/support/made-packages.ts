import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspace } from './binaries.ts';
import { type Answer, call } from './call.ts';

/** Makes packages for a distribution's node, which are small, into a directory: quickly, and so larger than those that are given to others. */
export function makePackages(output: string, ...formats: readonly string[]): Promise<Answer> {
  return packages('--flavour', 'node', '--fast', '--output', output, ...formats);
}

/** Calls the program that makes packages; it asks npm, which npm's own node has beside it or in PATH. */
export function packages(...args: readonly string[]): Promise<Answer> {
  return packagesAs({}, ...args);
}

/** The same with more in its environment. */
export function packagesAs(
  more: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Answer> {
  const program = join(workspace, 'packages/build-tools/src/package/main.ts');
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: tmpdir(), TMPDIR: tmpdir(), ...more };
  return call(process.execPath, [program, ...args], { env, cwd: workspace });
}

/** The file in a directory whose name ends so. */
export function fileOf(directory: string, ending: RegExp): string {
  const name = readdirSync(directory).find((one) => ending.test(one));
  if (name === undefined) throw new Error(`no ${ending} in ${directory}`);
  return join(directory, name);
}
