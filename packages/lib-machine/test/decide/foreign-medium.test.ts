import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { partition } from '../../../lib-blockdev/test/device-fixture.ts';
import { isForeignMedium } from '../../src/decide/foreign-medium.ts';

t.test('a medium that is not of this machine', async (t) => {
  const disk = (name: string, more: object) =>
    partition(name, { type: 'disk', parents: [], disks: [`/dev/${name}`], majmin: '8:0', ...more });
  const esp = partition('sda1');
  const cases: [name: string, more: object, root: string, foreign: boolean][] = [
    ['a disk', {}, '8:20 / / rw - ext4 /dev/sdb2', false],
    ['a stick', { rm: true }, '8:20 / / rw - ext4 /dev/sdb2', true],
    ['a disk on USB', { tran: 'usb' }, '8:20 / / rw - ext4 /dev/sdb2', true],
    ['a stick with the root', { rm: true }, '8:2 / / rw - ext4 /dev/sda2', false],
    ['a disk on USB with the root', { tran: 'usb' }, '8:2 / / rw - ext4 /dev/sda2', false],
    ['a stick, and a root in memory', { rm: true }, '0:30 / / rw - overlay airootfs', true],
    ['a disk, and a root in memory', {}, '0:30 / / rw - overlay airootfs', false],
  ];
  for (const [name, more, root, foreign] of cases) {
    const devices = [
      disk('sda', more),
      esp,
      partition('sda2', { majmin: '8:2' }),
      disk('sdb', {}),
      partition('sdb2', { majmin: '8:20' }),
    ];
    const machine = { devices, mounts: parseMountinfo(`1 0 ${root} rw`), sources: new Map() };
    t.equal(isForeignMedium(machine, esp), foreign, name);
  }
});
