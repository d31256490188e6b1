import { spawnSync } from 'node:child_process';
import t from 'tap';
import { readFreeSpace } from '../../src/gather/free-space.ts';

t.test('room is what df(1) reports, in bytes', async (t) => {
  const { stdout } = spawnSync('df', ['-B1', '--output=size,used', '/dev'], { encoding: 'utf8' });
  const [size = 0, used = 0] = (stdout.split('\n')[1] ?? '').trim().split(/\s+/).map(Number);
  const space = await readFreeSpace('/dev');
  t.ok(size > 0);
  t.equal(space.used, used);
  t.equal(space.free + space.used, size);
  t.ok(space.cluster >= 512);
});

t.test('of what is not there nothing is known', async (t) => {
  await t.rejects(readFreeSpace('/nonexistent'), { code: 'ENOENT' });
});
