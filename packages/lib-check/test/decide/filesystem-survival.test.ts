import t from 'tap';
import { deviceSurvival } from '../../src/decide/device-survival.ts';
import type { BtrfsFacts } from '../../src/decide/facts/machine-facts.ts';
import { filesystemSurvival, poolSurvival } from '../../src/decide/filesystem-survival.ts';
import { btrfs, btrfsParts, chunks, disks, rootUuid } from '../machine-fixture.ts';

const devices = [disks.a, btrfsParts.a, disks.b, btrfsParts.b];
function without(facts: readonly BtrfsFacts[], lost: readonly string[]): string {
  const look = deviceSurvival({ devices, arrays: [], volumes: [] }, new Set(lost));
  return filesystemSurvival({ devices, btrfs: facts, pools: [] }, btrfsParts.a, look).kind;
}

t.test('btrfs: each profile loses so many devices', async (t) => {
  const rows: readonly (readonly [BtrfsFacts, string, string])[] = [
    [btrfs(chunks('raid1'), chunks('raid1')), '/dev/sdb', 'degraded'],
    [btrfs(chunks('raid1c3'), chunks('raid1c3')), '/dev/sdb', 'degraded'],
    [btrfs(chunks('raid10'), chunks('raid10')), '/dev/sdb', 'degraded'],
    [btrfs(chunks('raid0'), chunks('raid0')), '/dev/sdb', 'lost'],
    [btrfs(chunks('single', 'raid1'), chunks('single', 'raid1')), '/dev/sdb', 'lost'],
    [btrfs(chunks('single', 'dup'), []), '/dev/sdb', 'degraded'],
    [btrfs(chunks('single', 'dup'), []), '/dev/sda', 'lost'],
    [
      btrfs(chunks('raid1'), [...chunks('raid1'), { kind: 'system', profile: 'single', bytes: 0 }]),
      '/dev/sdb',
      'degraded',
    ],
  ];
  for (const [facts, lost, expected] of rows)
    t.equal(without([facts], [lost]), expected, JSON.stringify(facts));
});

t.test('btrfs: nothing lost, everything lost, nothing known, nothing writeable', async (t) => {
  const whole = btrfs(chunks('raid1'), chunks('raid1'));
  t.equal(without([whole], []), 'whole');
  t.equal(without([whole], ['/dev/sda', '/dev/sdb']), 'lost');
  t.equal(without([], ['/dev/sdb']), 'unknown');
  const [one, other] = whole.devices;
  if (one === undefined || other === undefined) throw new Error('two devices');
  const readOnly = { ...whole, devices: [{ ...one, isWriteable: false }, other] };
  t.equal(without([readOnly], ['/dev/sdb']), 'lost');
  t.equal(without([readOnly], ['/dev/sda']), 'degraded');
  const unasked = { ...whole, devices: [one, { ...other, chunks: null }] };
  t.equal(without([unasked], ['/dev/sdb']), 'unknown');
  const missing = { ...whole, devices: [one, { ...other, path: null }] };
  t.equal(without([missing], []), 'degraded');
  t.equal(without([missing], ['/dev/sda']), 'lost');
});

t.test(
  'a file system of another kind is its device; the UUID of a btrfs does not mind its case',
  async (t) => {
    const look = deviceSurvival({ devices, arrays: [], volumes: [] }, new Set(['/dev/sda']));
    t.equal(
      filesystemSurvival({ devices, btrfs: [], pools: [] }, { ...btrfsParts.a, fstype: 'ext4' }, look).kind,
      'lost',
    );
    const loud = { ...btrfs(chunks('raid1'), chunks('raid1')), uuid: rootUuid.toUpperCase() };
    t.equal(without([loud], ['/dev/sdb']), 'degraded');
  },
);

t.test('ZFS: each top-level vdev is needed, and loses what its kind can', async (t) => {
  const look = deviceSurvival({ devices, arrays: [], volumes: [] }, new Set(['/dev/sdb']));
  const a = { path: '/dev/sda2', isOnline: true };
  const b = { path: '/dev/sdb2', isOnline: true };
  const pool = (...vdevs: readonly { type: string; disks: (typeof a)[] }[]) =>
    poolSurvival({ name: 'r', vdevs }, look).kind;
  t.equal(pool({ type: 'mirror', disks: [a, b] }), 'degraded');
  t.equal(pool({ type: 'mirror', disks: [{ ...a, isOnline: false }, b] }), 'lost');
  t.equal(pool({ type: 'raidz1', disks: [a, a, b] }), 'degraded');
  t.equal(pool({ type: 'raidz1', disks: [a, b, b] }), 'lost');
  t.equal(pool({ type: 'mirror', disks: [a, b] }, { type: 'disk', disks: [b] }), 'lost');
});
