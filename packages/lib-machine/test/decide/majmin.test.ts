import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import t from 'tap';
import { majminOf } from '../../src/decide/majmin.ts';

const cases: readonly (readonly [device: number | bigint, majmin: string])[] = [
  [0x801, '8:1'],
  [0x10300, '259:0'],
  [0x1a, '0:26'],
  [0xfe00, '254:0'],
  [0x100801, '8:257'],
  [0x1000n << 32n, '4096:0'],
];
for (const [device, majmin] of cases)
  t.test(`${device} is ${majmin}`, async (t) => t.equal(majminOf(device), majmin));

t.test('it is the number that mountpoint(1) gives', async (t) => {
  for (const path of ['/', '/proc', '/dev']) {
    const { stdout } = spawnSync('mountpoint', ['-d', path], { encoding: 'utf8' });
    t.equal(majminOf(statSync(path).dev), stdout.trim(), path);
    t.equal(majminOf(statSync(path, { bigint: true }).dev), stdout.trim(), path);
  }
});
