import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '@twinroot/lib-tool';
import t from 'tap';
import { fsyncPath, syncFilesystem } from '../../src/act/sync.ts';

t.test('files, directories and awkward names are synced', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'sync-'));
  const names = ['file', '--help', 'a b\nc', 'é'];
  for (const name of names) await writeFile(join(directory, name), 'x');
  for (const path of [directory, ...names.map((name) => join(directory, name))]) {
    await t.resolves(fsyncPath(path));
    await t.resolves(syncFilesystem(path));
  }
});

t.test('what is not there is an error that names it', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'sync-'));
  const absent = join(directory, 'absent');
  await symlink(absent, join(directory, 'dangling'));
  for (const path of [absent, join(directory, 'dangling')]) {
    await t.rejects(fsyncPath(path), { code: 'ENOENT', path });
    await t.rejects(syncFilesystem(path), { name: 'ToolError', code: 'EXIT', message: path });
  }
});

t.test('a fifo is refused and not waited for', async (t) => {
  const fifo = join(await mkdtemp(join(tmpdir(), 'sync-')), 'fifo');
  await runTool('mkfifo', [fifo]);
  await t.rejects(fsyncPath(fifo), { code: 'EINVAL' });
});
