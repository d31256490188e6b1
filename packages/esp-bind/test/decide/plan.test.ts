import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { EspMember } from '@twinroot/lib-record';
import t from 'tap';
import { placements } from '../../src/decide/placement.ts';
import {
  type BindDecision,
  type BindFacts,
  type MountPointState,
  planBinding,
} from '../../src/decide/plan.ts';
import { bootedEsp, bootedXbootldr, ids, machine, mirrorEsp, sda1, sda2, sdb1 } from '../machine-fixture.ts';

const esp = [bootedEsp, mirrorEsp];
const both = [bootedEsp, bootedXbootldr, mirrorEsp];

function decide(set: readonly EspMember[], facts: BindFacts, replace = false, force = false): BindDecision {
  return planBinding(placements(set, '/boot') ?? [], facts, { replace, force });
}

/** One line for each step; null for a refusal. */
function steps(decision: BindDecision): readonly string[] | null {
  if (decision.kind === 'refused') return null;
  return decision.steps.map(({ operation, source, target }) => `${operation} ${source} ${target}`);
}

const espAt = (place: string) => `1 8:1 / ${place} vfat /dev/sda1`;
const mirrorAt = (place: string) => `1 8:17 / ${place} vfat /dev/sdb1`;
const automount = '1 0:40 / /boot autofs systemd-1';

t.test('what is done without --replace', async (t) => {
  const cases: [string, readonly EspMember[], readonly string[], readonly string[] | null][] = [
    ['mounted elsewhere: bound', esp, [espAt('/efi0')], ['bind /efi0 /boot']],
    ['nowhere mounted: mounted', esp, [], ['mount /dev/sda1 /boot']],
    ['the right one there', esp, [espAt('/boot')], []],
    ['the right one there and elsewhere', esp, [espAt('/efi0'), espAt('/boot')], []],
    ['the mirror there', esp, [espAt('/efi0'), mirrorAt('/boot')], null],
    ['the mirror on top of the right one', esp, [espAt('/boot'), '2 8:17 / /boot vfat /dev/sdb1'], null],
    ['the right one on top of the mirror', esp, [mirrorAt('/boot'), '2 8:1 / /boot vfat /dev/sda1'], []],
    ['a directory of the right one', esp, ['1 8:1 /EFI /boot vfat /dev/sda1'], null],
    ['an automount that nobody woke', esp, [automount], null],
    ['an automount with the right one', esp, [automount, '2 8:1 / /boot vfat /dev/sda1'], []],
    ['an automount with the mirror', esp, [automount, '2 8:17 / /boot vfat /dev/sdb1'], null],
    [
      'mounted only where another mount covers it',
      esp,
      [espAt('/m'), '1 0:9 / /m tmpfs t'],
      ['mount /dev/sda1 /boot'],
    ],
    ['only a directory of it is mounted', esp, ['1 8:1 /EFI /m vfat /dev/sda1'], ['mount /dev/sda1 /boot']],
    ['XBOOTLDR and ESP', both, [], ['mount /dev/sda2 /boot', 'mount /dev/sda1 /efi']],
    ['XBOOTLDR, the ESP right', both, [espAt('/efi')], ['mount /dev/sda2 /boot']],
    ['XBOOTLDR, the ESP on /boot', both, [espAt('/boot')], null],
    ['XBOOTLDR, both right', both, [espAt('/efi'), '1 8:2 / /boot vfat /dev/sda2'], []],
    ['XBOOTLDR, /efi taken', both, [mirrorAt('/efi')], null],
    ['XBOOTLDR alone', [bootedXbootldr], [], ['mount /dev/sda2 /boot']],
  ];
  for (const [name, set, lines, expected] of cases)
    t.same(steps(decide(set, machine(lines))), expected, name);
});

t.test('what is done with --replace', async (t) => {
  const cases: [string, readonly EspMember[], readonly string[], readonly string[] | null][] = [
    [
      'the mirror there',
      esp,
      [espAt('/efi0'), mirrorAt('/boot')],
      ['unmount /dev/sdb1 /boot', 'bind /efi0 /boot'],
    ],
    ['an automount', esp, [automount], ['unmount systemd-1 /boot', 'mount /dev/sda1 /boot']],
    [
      'an automount with the mirror: both, the upper first',
      esp,
      [automount, '2 8:17 / /boot vfat /dev/sdb1'],
      ['unmount /dev/sdb1 /boot', 'unmount systemd-1 /boot', 'mount /dev/sda1 /boot'],
    ],
    [
      'the right one below',
      esp,
      [espAt('/boot'), '2 8:17 / /boot vfat /dev/sdb1'],
      ['unmount /dev/sdb1 /boot'],
    ],
    ['the right one there', esp, [espAt('/boot')], []],
    [
      'a directory of the right one',
      esp,
      ['1 8:1 /EFI /boot vfat x'],
      ['unmount x /boot', 'mount /dev/sda1 /boot'],
    ],
    ['another mount below it', esp, [mirrorAt('/boot'), '2 0:9 / /boot/x tmpfs t'], null],
    [
      'the ESP moves to /efi for XBOOTLDR',
      both,
      [espAt('/boot')],
      ['unmount /dev/sda1 /boot', 'mount /dev/sda2 /boot', 'mount /dev/sda1 /efi'],
    ],
  ];
  for (const [name, set, lines, expected] of cases)
    t.same(steps(decide(set, machine(lines), true)), expected, name);
});

t.test('a mount point that will not do, with --replace or without', async (t) => {
  const cases: [MountPointState, boolean][] = [
    [{ state: 'empty' }, true],
    [{ state: 'unknown' }, true],
    [{ state: 'missing' }, false],
    [{ state: 'filled', names: ['EFI'] }, false],
    [{ state: 'filled', names: ['a', 'b', 'c', 'd'] }, false],
    [{ state: 'symlink', path: '/boot' }, false],
    [{ state: 'not a directory', path: '/boot' }, false],
  ];
  for (const [fact, isDone] of cases) {
    for (const replace of [false, true]) {
      const decision = decide(esp, machine([espAt('/efi0')], { mountPoints: { '/boot': fact } }), replace);
      t.equal(decision.kind, isDone ? 'plan' : 'refused', `${fact.state}, --replace ${replace}`);
    }
  }
});

t.test('a device that is not what the record says', async (t) => {
  const cases: [string, BindFacts['devices'], boolean][] = [
    ['as it should be', [sda1, sdb1], true],
    ['under another name', [{ ...sda1, path: '/dev/sdc1' }], true],
    ['not there', [sdb1], false],
    ['on two disks', [sda1, { ...sdb1, partuuid: sda1.partuuid }], false],
    ['of another type', [{ ...sda1, parttype: sda2.parttype }], false],
    ['of no known type', [{ ...sda1, parttype: null }], false],
    ['not FAT', [{ ...sda1, fstype: 'ext4' }], false],
    ['without a file system', [{ ...sda1, fstype: null }], false],
    ['no device at all', [], false],
  ];
  for (const [name, devices, isDone] of cases) {
    for (const lines of [[], [espAt('/efi0')], [espAt('/boot')]]) {
      t.equal(decide(esp, machine(lines, { devices })).kind, isDone ? 'plan' : 'refused', name);
    }
  }
  const missing = [{ ...bootedEsp, state: 'missing', path: null }] as const;
  t.equal(decide(missing, machine([], { devices: [sdb1] })).kind, 'refused', 'a missing member');
  t.equal(decide(missing, machine([])).kind, 'refused', 'one that is there by now');
});

t.test('the place that the record names is bound, if the partition is there', async (t) => {
  const lines = [espAt('/efi0'), espAt('/efi1'), mirrorAt('/efi2')];
  const cases: [string | null, string][] = [
    [null, '/efi0'],
    ['/efi0', '/efi0'],
    ['/efi1', '/efi1'],
    ['/efi2', '/efi0'],
    ['/nowhere', '/efi0'],
  ];
  for (const [mountpoint, source] of cases) {
    const set: EspMember[] = [{ ...bootedEsp, state: 'mounted', mountpoint }];
    t.same(steps(decide(set, machine(lines))), [`bind ${source} /boot`], String(mountpoint));
  }
});

t.test('a device is mounted for root alone, without devices, programs and links', async (t) => {
  const decision = decide(esp, machine([]));
  if (decision.kind === 'refused') throw new Error(decision.reason);
  t.match(decision.steps, [
    {
      fstype: 'vfat',
      options: 'umask=0077,nodev,nosuid,noexec,nosymfollow',
      majmin: '8:1',
      root: '/',
    },
  ]);
});

t.test('a refusal names what is in the way', async (t) => {
  const cases: [BindFacts, RegExp][] = [
    [machine([mirrorAt('/boot')]), /\/dev\/sdb1/],
    [machine([automount]), /autofs/],
    [machine(['1 8:1 /EFI /boot vfat /dev/sda1']), /\/EFI/],
    [machine([], { mountPoints: { '/boot': { state: 'filled', names: ['vmlinuz'] } } }), /vmlinuz/],
    [machine([], { devices: [sda1, { ...sdb1, partuuid: sda1.partuuid }] }), /sda1.*sdb1/],
    [machine([], { devices: [] }), new RegExp(ids.esp)],
  ];
  for (const [facts, named] of cases) {
    const decision = decide(esp, facts);
    t.match(decision.kind === 'refused' ? decision.reason : '', named);
  }
});

t.test('a stick without the root file system does not come on a mount point', async (t) => {
  const disk: BlockDevice = { ...sda1, path: '/dev/sda', majmin: '8:0', type: 'disk', partuuid: null };
  const root: BlockDevice = {
    ...sdb1,
    path: '/dev/sda3',
    majmin: '0:1',
    disk: '/dev/sda',
    disks: ['/dev/sda'],
  };
  const stick = { ...disk, rm: true };
  const cases: [
    name: string,
    devices: readonly BlockDevice[],
    lines: string[],
    force: boolean,
    done: boolean,
  ][] = [
    ['a disk', [disk, sda1], [], false, true],
    ['a stick', [stick, sda1], [], false, false],
    ['a stick that is mounted elsewhere', [stick, sda1], [espAt('/mnt')], false, false],
    ['a stick that is there', [stick, sda1], [espAt('/boot')], false, true],
    ['a disk on USB', [{ ...disk, tran: 'usb' }, sda1], [], false, false],
    ['a stick with the root', [stick, sda1, root], [], false, true],
    ['a stick, forced', [stick, sda1], [], true, true],
  ];
  for (const [name, devices, lines, force, done] of cases) {
    const decision = decide(esp, machine(lines, { devices }), true, force);
    t.equal(decision.kind === 'plan', done, name);
  }
});

t.test('an ESP that is an array', async (t) => {
  const half: BlockDevice = { ...sda1, fstype: 'linux_raid_member' };
  const array: BlockDevice = {
    ...sda1,
    path: '/dev/md1',
    majmin: '9:1',
    type: 'raid1',
    partuuid: null,
    parttype: null,
    parents: ['/dev/sda1', '/dev/sdb1'],
  };
  const devices = [half, array];
  const at = (place: string) => `1 9:1 / ${place} vfat /dev/md1`;
  const cases: [string, readonly string[], readonly string[]][] = [
    ['there', [at('/boot')], []],
    ['elsewhere', [at('/boot/efi')], ['bind /boot/efi /boot']],
    ['nowhere', [], ['mount /dev/md1 /boot']],
  ];
  for (const [name, lines, expected] of cases)
    t.same(steps(decide(esp, machine(lines, { devices }))), expected, name);
  t.equal(decide(esp, machine([], { devices: [half] })).kind, 'refused', 'an array that is not running');
});

t.test('an XBOOTLDR partition that is not FAT', async (t) => {
  const boot = (fstype: string | null) => [sda1, { ...sda2, fstype }];
  const there = ['1 8:2 / /boot ext4 /dev/sda2'];
  t.same(steps(decide(both, machine(there, { devices: boot('ext4') }))), ['mount /dev/sda1 /efi'], 'there');
  const mounted = decide(both, machine([], { devices: boot('xfs') }));
  t.match(mounted, {
    steps: [{ fstype: 'xfs', options: 'nodev,nosuid,noexec,nosymfollow' }, { fstype: 'vfat' }],
  });
  for (const fstype of [null, 'crypto_LUKS', 'linux_raid_member', 'btrfs'])
    t.equal(decide(both, machine([], { devices: boot(fstype) })).kind, 'refused', String(fstype));
  t.equal(
    decide(esp, machine([], { devices: [{ ...sda1, fstype: 'ext4' }] })).kind,
    'refused',
    'an ESP must be FAT',
  );
});
