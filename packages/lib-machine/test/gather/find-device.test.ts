import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { partition } from '../../../lib-blockdev/test/device-fixture.ts';
import { findDevice } from '../../src/gather/find-device.ts';

const devices = [partition('sda1'), partition('mapper/root', { majmin: '254:0' })];

function makeMachine(base: string): string {
  for (const path of ['dev/disk/by-id', 'dev/mapper', 'sys/block/dm-0', 'sys/block/sr0'])
    mkdirSync(`${base}/${path}`, { recursive: true });
  writeFileSync(`${base}/sys/block/dm-0/dev`, '254:0\n');
  writeFileSync(`${base}/sys/block/sr0/dev`, '11:0\n');
  writeFileSync(`${base}/dev/dm-0`, '');
  for (const [path, target] of [
    ['disk/by-id/ata-X-part1', '../../sda1'],
    ['disk/by-id/dm-name-root', '../../dm-0'],
    ['first', 'disk/by-id/ata-X-part1'],
    ['absolute', '/dev/sda1'],
    ['circle', 'circle'],
    ['out', '../etc/passwd'],
    ['dangling', 'sdz9'],
  ] as const)
    symlinkSync(target, `${base}/dev/${path}`);
  return base;
}

const cases: readonly (readonly [path: string, device: string | null])[] = [
  ['/dev/sda1', '/dev/sda1'],
  ['/dev/mapper/root', '/dev/mapper/root'],
  ['/dev/dm-0', '/dev/mapper/root'],
  ['/dev/disk/by-id/ata-X-part1', '/dev/sda1'],
  ['/dev/disk/by-id/dm-name-root', '/dev/mapper/root'],
  ['/dev/first', '/dev/sda1'],
  ['/dev/absolute', '/dev/sda1'],
  ['/dev/sr0', null],
  ['/dev/circle', null],
  ['/dev/out', null],
  ['/dev/dangling', null],
  ['/dev/missing', null],
  ['/etc/fstab', null],
  ['tmpfs', null],
];
t.test('what a path below /dev means', async (t) => {
  const sysroot = makeMachine(t.testdir({}));
  for (const [path, device] of cases) t.equal(findDevice(sysroot, devices, path)?.path ?? null, device, path);
});
