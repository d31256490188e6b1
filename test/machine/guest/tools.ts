import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../host/cache.ts';
import { run } from '../host/run.ts';

const binaries = join(import.meta.dirname, '../../../dist/bin');
const reserveMebibytes = 24;

/**
 * The built commands as an ext4 image, for /opt/twinroot of the guest.
 *
 * @throws {Error} when nothing is built
 */
export async function prepareTools(): Promise<string> {
  const program = join(binaries, 'twinroot');
  if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`);
  const { size, mtimeMs } = statSync(program);
  const key = [String(size), String(mtimeMs), ...readdirSync(binaries)];
  const directory = await cached('tools', key, async (target) => void (await buildTools(target)));
  return join(directory, 'tools.img');
}

/** Writes `tools.img` into a directory: the commands, and beside them other files and directories by the names that they get. */
export async function buildTools(
  directory: string,
  beside: Readonly<Record<string, string>> = {},
): Promise<string> {
  const tree = join(directory, 'tree');
  const image = join(directory, 'tools.img');
  mkdirSync(tree);
  cpSync(binaries, tree, { recursive: true, verbatimSymlinks: true });
  for (const [name, path] of Object.entries(beside)) cpSync(path, join(tree, name), { recursive: true });
  const bytes = Number((await run('du', ['--summarize', '--bytes', tree])).split('\t')[0]);
  const mebibytes = Math.ceil((bytes / 2 ** 20) * 1.05) + reserveMebibytes;
  await run('mke2fs', ['-q', '-t', 'ext4', '-d', tree, image, `${mebibytes}M`]);
  rmSync(tree, { recursive: true });
  return image;
}
