import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../host/run.ts';

const maker = join(import.meta.dirname, '../../../packages/build-tools/src/package/main.ts');

/**
 * Makes the package for Debian, with a node of its own.
 *
 * @returns the directory that it is in, below the one given
 */
export async function makePackage(directory: string): Promise<string> {
  const output = join(directory, 'packages');
  mkdirSync(output);
  // npm is asked for the licences of what is in it.
  const env = { PATH: process.env['PATH'], HOME: directory };
  const words = [maker, '--flavour', 'standalone', '--output', output, 'deb'];
  await run(process.execPath, words, { seconds: 600, env });
  return output;
}
