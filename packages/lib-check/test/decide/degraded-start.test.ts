import t from 'tap';
import { degradedStart, needsOf, secondsOfWaiting } from '../../src/decide/degraded-start.ts';
import { btrfs, btrfsParts, chunks, disks, initrd, over } from '../machine-fixture.ts';

t.test('who starts what is there in part only', async (t) => {
  const rows: readonly (readonly [Parameters<typeof degradedStart>[0], string[] | null, boolean, string])[] =
    [
      ['btrfs', ['systemd'], true, 'fail'],
      ['btrfs', ['systemd', 'twinroot-degraded'], false, 'ok'],
      ['btrfs', ['initramfs-tools'], true, 'ok'],
      ['btrfs', ['initramfs-tools'], false, 'fail'],
      ['btrfs', ['dracut'], true, 'unknown'],
      ['btrfs', ['dracut'], false, 'fail'],
      ['btrfs', null, true, 'unknown'],
      ['md', ['dracut'], false, 'fail'],
      ['md', ['dracut', 'md-last-resort'], false, 'ok'],
      ['md', ['systemd', 'md-last-resort'], false, 'ok'],
      ['md', ['systemd'], false, 'fail'],
      ['md', ['initramfs-tools'], false, 'ok'],
      ['md', ['mkinitcpio'], false, 'fail'],
      ['md', ['mkinitcpio', 'twinroot-degraded'], false, 'ok'],
      ['lvm', ['initramfs-tools'], false, 'ok'],
      ['lvm', ['dracut', 'systemd', 'twinroot-degraded'], false, 'unknown'],
      ['zfs', null, false, 'ok'],
    ];
  for (const [kind, has, isAllowed, expected] of rows) {
    const given = {
      initrd: has === null ? null : initrd(...has),
      isAllowed,
      isDegradedNow: false,
      waits: 30,
    };
    t.equal(degradedStart(kind, given).state, expected, `${kind} ${has?.join(' ')} ${isAllowed}`);
  }
  const now = { initrd: null, isAllowed: false, isDegradedNow: true, waits: 30 };
  t.equal(degradedStart('md', now).state, 'ok');
  const off = {
    initrd: initrd('systemd', 'twinroot-degraded'),
    isAllowed: false,
    isDegradedNow: false,
    waits: 0,
  };
  t.equal(degradedStart('btrfs', off).state, 'fail', 'a hook that is switched off');
});

t.test('what a root needs of its initrd', async (t) => {
  const array = over('/dev/md0', 'raid1', [
    over('/dev/sda2', 'part', [disks.a]),
    over('/dev/sdb2', 'part', [disks.b]),
  ]);
  const opened = over('/dev/mapper/root', 'crypt', [array]);
  const devices = [disks.a, disks.b, array, opened, btrfsParts.a];
  const needs = (
    device: typeof array,
    facts = { devices, btrfs: [btrfs(chunks('raid1'), chunks('raid1'))] },
  ) => needsOf({ source: null, devices: [device], pool: null, node: null }, facts);
  t.strictSame(needs(opened), ['cryptsetup', 'mdadm']);
  t.strictSame(needs(btrfsParts.a), ['btrfs']);
  t.strictSame(needs(btrfsParts.a, { devices, btrfs: [] }), []);
  t.strictSame(needsOf({ source: null, devices: [], pool: 'rpool', node: null }, { devices, btrfs: [] }), [
    'zfs',
  ]);
  t.strictSame(needsOf({ source: null, devices: [], pool: null, node: null }, { devices, btrfs: [] }), []);
});

t.test('how long the hook waits', async (t) => {
  const cases: readonly (readonly [readonly string[], number])[] = [
    [[], 30],
    [['0'], 0],
    [['00'], 0],
    [['0', '30'], 0],
    [['10', '20'], 20],
    [['x'], 30],
    [[''], 30],
    [['-1'], 30],
    [['999999'], 999999],
  ];
  for (const [values, seconds] of cases) t.equal(secondsOfWaiting(values), seconds, values.join());
});
