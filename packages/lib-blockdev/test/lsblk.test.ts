import fc from 'fast-check';
import t from 'tap';
import { BlockdevError } from '../src/blockdev-error.ts';
import { decodeLsblk } from '../src/lsblk.ts';

const disk = {
  name: 'sda',
  path: '/dev/sda',
  'maj:min': '8:0',
  type: 'disk',
  size: 1000,
  ro: false,
  rm: false,
};
const esp = {
  name: 'sda1',
  path: '/dev/sda1',
  'maj:min': '8:1',
  type: 'part',
  partuuid: '0E3A8F0C-1C2D-4B5E-8F90-A1B2C3D4E5F6',
  parttype: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  fstype: 'vfat',
  uuid: '6B7E-A837',
  label: null,
  size: 500,
  ro: false,
  rm: false,
  pttype: 'gpt',
  tran: null,
  mountpoints: [null],
};
const list = (...blockdevices: unknown[]) => decodeLsblk({ blockdevices });

t.test('a partition below its disk', async (t) => {
  t.match(list({ ...disk, children: [esp] })[1], {
    name: 'sda1',
    partuuid: '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
    parttype: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
    uuid: '6B7E-A837',
    label: null,
    parents: ['/dev/sda'],
    disk: '/dev/sda',
    disks: ['/dev/sda'],
  });
});

t.test('numbers and flags in all their forms', async (t) => {
  t.match(list({ ...disk, size: '4096', ro: '0', rm: '1', 'maj:min': '  8:0 ' }), [
    { size: 4096, ro: false, rm: true, majmin: '8:0' },
  ]);
  t.match(list({ ...disk, size: null, ro: 1, rm: 0 }), [{ size: null, ro: true, rm: false }]);
});

t.test('columns that are not there', async (t) => {
  const { name, path, type, 'maj:min': majmin } = disk;
  t.match(list({ name, path, type, 'maj:min': majmin }), [
    { partuuid: null, fstype: null, size: null, ro: false, tran: null },
  ]);
  for (const key of ['name', 'path', 'type', 'maj:min'])
    t.throws(() => list({ ...disk, [key]: undefined }), { code: 'MALFORMED' }, key);
});

t.test('an array over partitions of two disks is given once, on both', async (t) => {
  const array = {
    ...esp,
    name: 'md126',
    path: '/dev/md126',
    'maj:min': '9:126',
    type: 'raid1',
    partuuid: null,
  };
  const member = (name: string, minor: number) => ({
    ...esp,
    name,
    path: `/dev/${name}`,
    'maj:min': `8:${minor}`,
    children: [array],
  });
  const devices = list(
    { ...disk, children: [member('sda1', 1)] },
    { ...disk, name: 'sdb', path: '/dev/sdb', 'maj:min': '8:16', children: [member('sdb1', 17)] },
  );
  t.strictSame(
    devices.map((device) => device.name),
    ['sda', 'sda1', 'md126', 'sdb', 'sdb1'],
  );
  t.match(devices[2], { disk: null, disks: ['/dev/sda', '/dev/sdb'], parents: ['/dev/sda1', '/dev/sdb1'] });
});

t.test('partitions of an array of whole disks', async (t) => {
  const part = { ...esp, name: 'md126p1', path: '/dev/md126p1', 'maj:min': '259:0' };
  const array = {
    ...disk,
    name: 'md126',
    path: '/dev/md126',
    'maj:min': '9:126',
    type: 'raid1',
    children: [part],
  };
  const devices = list(
    { ...disk, children: [array] },
    { ...disk, name: 'sdb', path: '/dev/sdb', 'maj:min': '8:16', children: [array] },
  );
  t.match(
    devices.find((device) => device.name === 'md126p1'),
    { disk: '/dev/md126', disks: ['/dev/sda', '/dev/sdb'], parents: ['/dev/md126'] },
  );
});

t.test('a volume in an encrypted partition', async (t) => {
  const crypt = { ...disk, name: 'root', path: '/dev/mapper/root', 'maj:min': '253:0', type: 'crypt' };
  t.match(list({ ...disk, children: [{ ...esp, fstype: 'crypto_LUKS', children: [crypt] }] })[2], {
    type: 'crypt',
    disk: '/dev/sda',
  });
});

t.test('what is no list of devices', async (t) => {
  t.strictSame(list(), []);
  const cases = [null, [], {}, 'x', { blockdevices: {} }, { blockdevices: [null] }, { blockdevices: [[]] }];
  for (const json of cases) t.throws(() => decodeLsblk(json), { code: 'MALFORMED' }, JSON.stringify(json));
  t.throws(() => list({ ...disk, size: '4G' }), { code: 'MALFORMED', device: 'sda' });
  t.throws(() => list({ ...disk, rm: 'no' }), { code: 'MALFORMED', device: 'sda' });
  t.throws(() => list({ ...disk, label: 5 }), { code: 'MALFORMED', device: 'sda' });
  t.throws(() => list({ ...disk, children: {} }), { code: 'MALFORMED', device: 'sda' });
});

t.test('no JSON is answered by any other error', async () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, child) => {
      try {
        list(value, { ...disk, children: [child], label: value });
      } catch (error) {
        if (!(error instanceof BlockdevError)) throw error;
      }
    }),
  );
});
