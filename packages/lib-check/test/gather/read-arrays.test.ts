import t from 'tap';
import { readArrays } from '../../src/gather/read-arrays.ts';
import { disks, over } from '../machine-fixture.ts';

const devices = [over('/dev/sda2', 'part', [disks.a]), over('/dev/sdb2', 'part', [disks.b])];

t.test('what /sys tells of an array, and what it does not', async (t) => {
  const md = (raidDisks: Record<string, string>, state: Record<string, string>) => ({
    level: 'raid1\n',
    sync_action: 'resync\n',
    'dev-sda2': { state: 'in_sync\n' },
    'dev-sdb2': state,
    ...raidDisks,
  });
  const root = t.testdir({
    sys: {
      block: {
        md0: { md: md({ raid_disks: '2\n' }, { state: 'spare\n' }) },
        md1: { md: md({}, {}) },
        md2: { md: { level: 'container\n', raid_disks: '\n' } },
        sda: {},
      },
    },
  });
  t.strictSame(readArrays(root, devices), [
    {
      path: '/dev/md0',
      level: 'raid1',
      raidDisks: 2,
      action: 'resync',
      parts: [
        { path: '/dev/sda2', state: 'in_sync' },
        { path: '/dev/sdb2', state: 'spare' },
      ],
    },
    {
      path: '/dev/md1',
      level: 'raid1',
      raidDisks: 0,
      action: 'resync',
      parts: [
        { path: '/dev/sda2', state: 'in_sync' },
        { path: '/dev/sdb2', state: '' },
      ],
    },
    { path: '/dev/md2', level: 'container', raidDisks: 0, action: 'idle', parts: [] },
  ]);
});
