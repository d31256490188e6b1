import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../host/cache.ts';
import { run } from '../host/run.ts';

const binaries = join(import.meta.dirname, '../../../dist/bin');

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
  const directory = await cached('tools', key, async (target) => {
    const tree = join(target, 'tree');
    mkdirSync(tree);
    cpSync(binaries, tree, { recursive: true, verbatimSymlinks: true });
    const mebibytes = Math.ceil(size / 2 ** 20) + 24;
    await run('mke2fs', ['-q', '-t', 'ext4', '-d', tree, join(target, 'tools.img'), `${mebibytes}M`]);
  });
  return join(directory, 'tools.img');
}
