import t from 'tap';
import { type MountFacts, mountsAfter, peerMounts } from '../../src/decide/peer-mounts.ts';
import { volumesBelow } from '../../src/decide/volumes.ts';
import { devicesWith, mapOf, mountsOf, usualMap } from '../machine-fixture.ts';

const running = mountsOf('sda2 /', 'sda1 /boot');
const usual: MountFacts = {
  mounts: running,
  devices: devicesWith(),
  sources: new Map(),
  ids: usualMap,
  to: '/mnt/new',
  root: '/',
  fstab: '',
};

t.test('what has to be mounted', async (t) => {
  const fstab =
    'UUID=id-sda1 /efi vfat rw 0 2\nUUID=id-sda2 / ext4 rw 0 1\nUUID=x /srv ext4 rw\nUUID=id-sda1 none swap\n';
  const both = [
    '/dev/sdb2 /mnt/new ext4 rw',
    '/dev/sdb1 /mnt/new/boot vfat umask=0077,nodev,nosuid,noexec,nosymfollow',
  ];
  const cases: [what: string, facts: Partial<MountFacts>, mounts: readonly string[]][] = [
    ['a running root', {}, both],
    [
      "one is mounted already, by the kernel's name",
      {
        mounts: mountsOf('sda2 /', 'sda1 /boot', 'dm-3 /mnt/new'),
        sources: new Map([['/dev/dm-3', '/dev/sdb2']]),
      },
      both.slice(1),
    ],
    [
      "a root that is mounted by the kernel's name",
      { mounts: mountsOf('dm-0 /', 'sda1 /boot'), sources: new Map([['/dev/dm-0', '/dev/sda2']]) },
      both,
    ],
    ['whatever the order', { mounts: mountsOf('sda2 /', 'sda1 /boot').toReversed() }, both],
    ['its fstab says nothing', { fstab }, both],
    ['one is mounted already', { mounts: mountsOf('sda2 /', 'sda1 /boot', 'sdb2 /mnt/new') }, both.slice(1)],
    ['all are', { mounts: mountsOf('sda2 /', 'sda1 /boot', 'sdb2 /mnt/new', 'sdb1 /mnt/new/boot') }, []],
    ['mounted twice: the first one', { mounts: mountsOf('sda2 /', 'sda1 /boot', 'sda1 /efi') }, both],
    ['a bind of a directory', { mounts: mountsOf('sda2 /', 'sda1 /boot', 'sda2 /srv rw /home') }, both],
    ['no root to mount, whatever is below', { devices: devicesWith({ sdb2: { uuid: 'x' } }), fstab }, []],
    [
      'no root to mount, and one is mounted',
      {
        devices: devicesWith({ sdb2: { uuid: 'x' } }),
        fstab: 'UUID=id-sda1 /boot vfat rw 0 2\n',
        mounts: mountsOf('sda2 /', 'sda1 /boot', 'sdb2 /mnt/new'),
      },
      both.slice(1),
    ],
    ['below /mnt', { mounts: mountsOf('sda2 /', 'sda1 /mnt/esp') }, both.slice(0, 1)],
    [
      'a root that is mounted at a directory',
      { mounts: mountsOf('sdc1 /', 'sda2 /srv/old', 'sda1 /srv/old/boot'), root: '/srv/old' },
      both,
    ],
    [
      'a template in a directory, by its fstab',
      { mounts: mountsOf('sdc1 /'), root: '/srv/template', fstab },
      [both[0] ?? '', '/dev/sdb1 /mnt/new/efi vfat umask=0077,nodev,nosuid,noexec,nosymfollow'],
    ],
    [
      'a source elsewhere, by its fstab',
      { root: null, fstab: 'UUID=id-sda2 / ext4 rw 0 1\n' },
      both.slice(0, 1),
    ],
    ['a new device that is not there', { ids: mapOf('UUID=id-sda2 UUID=gone') }, []],
    [
      'a new id that two devices have',
      { devices: devicesWith({ sdb1: { uuid: 'id-sdb2' } }), ids: mapOf('UUID=id-sda2 UUID=id-sdb2') },
      [],
    ],
  ];
  for (const [what, facts, mounts] of cases)
    t.strictSame(
      peerMounts({ ...usual, ...facts }).map(({ device, target, fstype, options }) =>
        [device, target, fstype, options].join(' '),
      ),
      mounts,
      what,
    );
});

t.test('the table of mounts as it will be', async (t) => {
  const due = peerMounts(usual);
  const after = mountsAfter(running, usual.devices, due);
  t.strictSame(after.slice(0, 2), running);
  const { volumes, strange } = volumesBelow({ ...usual, mounts: after }, '/mnt/new');
  t.strictSame(strange, []);
  t.strictSame(
    volumes.map(({ path, device }) => [path, device.path]),
    [
      ['/', '/dev/sdb2'],
      ['/boot', '/dev/sdb1'],
    ],
  );
  t.strictSame(peerMounts({ ...usual, mounts: after }), [], 'and then none is due');
  t.strictSame(mountsAfter(running, usual.devices, []), running);
});
