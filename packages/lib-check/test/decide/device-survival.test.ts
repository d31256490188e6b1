import t from 'tap';
import { deviceSurvival } from '../../src/decide/device-survival.ts';
import { device, disks, over } from '../machine-fixture.ts';

const facts = { devices: [], arrays: [], volumes: [] };
const parts = { a: over('/dev/sda2', 'part', [disks.a]), b: over('/dev/sdb2', 'part', [disks.b]) };
const array = over('/dev/md0', 'raid1', [parts.a, parts.b]);
const inSync = (path: string) => ({ path, state: 'in_sync' });
const md = (more: object = {}) => ({
  path: '/dev/md0',
  level: 'raid1',
  raidDisks: 2,
  action: 'idle',
  parts: [inSync('/dev/sda2'), inSync('/dev/sdb2')],
  ...more,
});
const all = [disks.a, parts.a, disks.b, parts.b, array];
const without = (given: object, path: string, lost = ['/dev/sdb']) =>
  deviceSurvival({ ...facts, devices: all, ...given }, new Set(lost))(path).kind;

t.test('a disk, what is on it, and what is not there', async (t) => {
  t.equal(without({}, '/dev/sdb2'), 'lost');
  t.equal(without({}, '/dev/sda2'), 'whole');
  t.equal(without({}, '/dev/sdz'), 'lost');
});

t.test('md: by level, and by which parts are in sync', async (t) => {
  const rows: readonly (readonly [object, string[], string])[] = [
    [md(), [], 'whole'],
    [md(), ['/dev/sdb'], 'degraded'],
    [md(), ['/dev/sda', '/dev/sdb'], 'lost'],
    [md({ level: 'raid0' }), ['/dev/sdb'], 'lost'],
    [md({ level: 'linear' }), ['/dev/sdb'], 'lost'],
    [md({ level: 'raid10' }), ['/dev/sdb'], 'degraded'],
    [md({ level: 'raid5', raidDisks: 3 }), ['/dev/sdb'], 'lost'],
    [md({ level: 'raid6', raidDisks: 3 }), ['/dev/sdb'], 'degraded'],
    [md({ parts: [inSync('/dev/sda2'), { path: '/dev/sdb2', state: 'spare' }] }), ['/dev/sda'], 'lost'],
    [md({ parts: [inSync('/dev/sda2'), { path: '/dev/sdb2', state: 'spare' }] }), ['/dev/sdb'], 'degraded'],
    [md({ parts: [inSync('/dev/sda2')] }), ['/dev/sdb'], 'degraded'],
    [md({ parts: [inSync('/dev/sda2')] }), ['/dev/sda'], 'lost'],
    [
      md({ parts: [{ path: '/dev/sda2', state: 'in_sync,write_mostly' }, inSync('/dev/sdb2')] }),
      ['/dev/sdb'],
      'degraded',
    ],
  ];
  for (const [one, lost, expected] of rows)
    t.equal(without({ arrays: [one] }, '/dev/md0', lost), expected, JSON.stringify([one, lost]));
  t.equal(without({}, '/dev/md0'), 'unknown', 'an array of which nothing is known');
  t.equal(without({}, '/dev/md0', []), 'whole', 'unless nothing is lost');
});

t.test('an array of which the kernel does not tell all', async (t) => {
  const untold = [
    md({ raidDisks: 0 }),
    md({ raidDisks: 0, parts: [] }),
    md({ parts: [] }),
    md({ parts: [inSync('/dev/sda2'), { path: '/dev/sdb2', state: '' }] }),
  ];
  for (const one of untold) {
    t.equal(without({ arrays: [one] }, '/dev/md0'), 'unknown', JSON.stringify(one));
    t.equal(without({ arrays: [one] }, '/dev/md0', []), 'whole', 'nothing is lost');
  }
});

t.test('multipath needs one of its paths', async (t) => {
  const mpath = over('/dev/mapper/mpatha', 'mpath', [disks.a, disks.b]);
  t.equal(without({ devices: [...all, mpath] }, '/dev/mapper/mpatha'), 'degraded');
  t.equal(without({ devices: [...all, mpath] }, '/dev/mapper/mpatha', ['/dev/sda', '/dev/sdb']), 'lost');
});

t.test('logical volumes: by their segments', async (t) => {
  const images = [
    over('/dev/mapper/vg-l_rimage_0', 'lvm', [parts.a]),
    over('/dev/mapper/vg-l_rimage_1', 'lvm', [parts.b]),
  ];
  const volume = over('/dev/mapper/vg-l', 'lvm', images);
  const linear = over('/dev/mapper/vg-m', 'lvm', [parts.a, parts.b]);
  const devices = [...all, ...images, volume, linear];
  const volumes = [
    { path: '/dev/mapper/vg-l', segtype: 'raid1' },
    { path: '/dev/mapper/vg-m', segtype: 'linear' },
  ];
  const mirror = [{ path: '/dev/mapper/vg-l', segtype: 'mirror' }];
  t.equal(without({ devices, volumes: mirror }, '/dev/mapper/vg-l'), 'lost', 'no part of it may be missing');
  t.equal(without({ devices, volumes }, '/dev/mapper/vg-l'), 'degraded');
  t.equal(without({ devices, volumes }, '/dev/mapper/vg-m'), 'lost');
  t.equal(without({ devices }, '/dev/mapper/vg-m'), 'unknown', 'nobody said how it is laid out');
  t.equal(
    without({ devices: [...all, over('/dev/mapper/vg-n', 'lvm', [parts.a])] }, '/dev/mapper/vg-n'),
    'whole',
  );
});

t.test('what lies on itself ends', async (t) => {
  const loop = device('/dev/x', { type: 'crypt', parents: ['/dev/x'] });
  t.equal(without({ devices: [loop] }, '/dev/x'), 'unknown');
});
