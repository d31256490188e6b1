import t from 'tap';
import {
  type BlockDevice,
  deviceOfMajmin,
  deviceOfPath,
  devicesOfPartuuid,
  isOnSameDisk,
} from '../src/device.ts';
import { isGptPartuuid, parseFsUuid, parsePartuuid } from '../src/ids.ts';
import { partition } from './device-fixture.ts';

const id = parsePartuuid('0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6');
const device = (name: string, more: Partial<BlockDevice>) =>
  partition(name, { partuuid: id, fstype: 'vfat', parents: [], disk: null, disks: [], ...more });

t.test('PARTUUIDs', async (t) => {
  const cases: [string, string | null][] = [
    ['0E3A8F0C-1C2D-4B5E-8F90-A1B2C3D4E5F6', '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6'],
    ['04012E69-0A', '04012e69-0a'],
    ['0e3a8f0c1c2d4b5e8f90a1b2c3d4e5f6', null],
    ['{0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6}', null],
    ['0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6 ', null],
    ['0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f', null],
    ['6B7E-A837', null],
    ['', null],
  ];
  for (const [text, partuuid] of cases) t.equal(parsePartuuid(text), partuuid, text);
  t.ok(id !== null && isGptPartuuid(id));
  const mbr = parsePartuuid('04012e69-01');
  t.notOk(mbr !== null && isGptPartuuid(mbr));
  t.equal(parseFsUuid(''), null);
});

t.test('look-ups', async (t) => {
  if (id === null) return;
  const one = device('sda1', { disk: '/dev/sda', disks: ['/dev/sda'] });
  const copy = device('sdb1', { majmin: '8:17', disk: '/dev/sdb', disks: ['/dev/sdb'] });
  t.strictSame(devicesOfPartuuid([one, copy], id), [one, copy], 'copies of a disk are all found');
  t.equal(deviceOfPath([one, copy], '/dev/sdb1'), copy);
  t.equal(deviceOfMajmin([one, copy], '8:1'), one);
  t.equal(deviceOfMajmin([one, copy], '8:2'), null);
  t.equal(isOnSameDisk(one, copy), false);
  t.equal(isOnSameDisk(one, device('md', { disks: ['/dev/sdb', '/dev/sda'] })), true);
});

t.test('a multipath device stands for its paths', async (t) => {
  if (id === null) return;
  const mpath = device('mpatha', { type: 'mpath', partuuid: null, parents: ['/dev/sda', '/dev/sdb'] });
  const part = device('mpatha1', { disk: '/dev/mpatha' });
  const devices = [device('sda1', { disk: '/dev/sda' }), device('sdb1', { disk: '/dev/sdb' }), mpath, part];
  t.strictSame(devicesOfPartuuid(devices, id), [part]);
});
