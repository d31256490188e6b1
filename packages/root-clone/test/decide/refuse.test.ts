import t from 'tap';
import { disksOfSource, refusals } from '../../src/decide/refuse.ts';
import { devicesWith, disk, factsOf, mapOf, mountsOf, part, usualMounts } from '../machine-fixture.ts';

t.test('what is refused, and what is named then', async (t) => {
  const crypt = part('crypt', {
    path: '/dev/mapper/crypt',
    'maj:min': '50:1',
    type: 'crypt',
    uuid: 'id-crypt',
  });
  const withCrypt = devicesWith({ sdb2: { fstype: 'crypto_LUKS', children: [crypt] } });
  const raid = part('md0', { path: '/dev/md0', 'maj:min': '51:0', type: 'raid1' });
  const wholeDisk = devicesWith({}, { ...disk('sdc'), fstype: 'ext4', uuid: 'id-sdc', 'maj:min': '2:0' });
  const cases: [what: string, facts: Parameters<typeof factsOf>[0], named: readonly string[]][] = [
    ['nothing', {}, []],
    ['the root itself', { to: '/' }, ['/']],
    ['around the source', { root: '/mnt/new/template' }, ['/mnt/new']],
    ['itself', { root: '/mnt/new' }, ['/mnt/new']],
    ['no mount', { mounts: mountsOf('sda2 /', 'sda1 /boot') }, ['/mnt/new']],
    ['covered mounts', { mounts: mountsOf(...usualMounts, 'tmpfs /mnt') }, ['/mnt/new']],
    ['no block device', { mounts: mountsOf('sda2 /', 'sda1 /boot', 'tmpfs /mnt/new') }, ['/mnt/new']],
    ['a tmpfs below', { mounts: mountsOf(...usualMounts, 'tmpfs /mnt/new/srv') }, ['/mnt/new/srv']],
    ["the kernel's own, for a chroot", { mounts: mountsOf(...usualMounts, 'tmpfs /mnt/new/dev') }, []],
    ['mounted elsewhere, too', { mounts: mountsOf(...usualMounts, 'sdb1 /efi') }, ['/dev/sdb1', '/efi']],
    [
      "mounted elsewhere by the kernel's name, too",
      { mounts: mountsOf(...usualMounts, 'dm-3 /efi'), sources: new Map([['/dev/dm-3', '/dev/sdb1']]) },
      ['/dev/sdb1', '/efi'],
    ],
    [
      "the source by the kernel's name, its peer not mounted",
      {
        mounts: mountsOf('sda2 /', 'dm-0 /boot', 'sdb2 /mnt/new'),
        sources: new Map([['/dev/dm-0', '/dev/sda1']]),
      },
      ['/dev/sdb1', '/mnt/new/boot'],
    ],
    [
      'of the map, mounted elsewhere',
      { mounts: mountsOf('sda2 /', 'sda1 /boot', 'sdb2 /mnt/new', 'sdb1 /efi') },
      ['/dev/sdb1', '/efi'],
    ],
    ['a stranger', { devices: devicesWith({ sdb1: { uuid: 'other' } }) }, ['/dev/sdb1', '/mnt/new/boot']],
    [
      'the map the other way round',
      { ids: mapOf('UUID=id-sdb1 UUID=id-sda1', 'UUID=id-sdb2 UUID=id-sda2') },
      ['/dev/sdb2', '/dev/sda2'],
    ],
    [
      'read-only',
      { mounts: mountsOf('sda2 /', 'sda1 /boot', 'sdb2 /mnt/new ro', 'sdb1 /mnt/new/boot') },
      ['/mnt/new'],
    ],
    [
      'a part of a RAID, by its mark',
      { devices: devicesWith({ sdb1: { fstype: 'linux_raid_member' } }) },
      ['/dev/sdb1'],
    ],
    ['a part of a RAID', { devices: devicesWith({ sdb2: { children: [raid] } }) }, ['/dev/sdb2', '/dev/md0']],
    [
      'on a RAID of two disks',
      {
        devices: devicesWith({ sda2: { children: [raid] }, sdb2: { children: [raid] } }),
        ids: mapOf('UUID=id-sda1 UUID=id-sdb1', 'UUID=id-sda2 UUID=id-md0'),
        mounts: mountsOf('sda2 /', 'sda1 /boot', 'md0 /mnt/new', 'sdb1 /mnt/new/boot'),
      },
      ['/dev/md0', '/dev/sda', '/dev/sdb'],
    ],
    [
      'LUKS that is in use',
      { devices: withCrypt, mounts: mountsOf('sda2 /', 'mapper/crypt /srv', 'sdb1 /mnt/new') },
      ['/dev/sdb2', '/dev/mapper/crypt', '/srv'],
    ],
    [
      'LUKS that is not open',
      {
        devices: devicesWith({ sdb2: { fstype: 'crypto_LUKS' } }),
        mounts: mountsOf('sda2 /', 'sdb1 /mnt/new'),
      },
      ['/dev/sdb2'],
    ],
    [
      'LUKS that is not open, nothing mounted',
      {
        devices: devicesWith({ sdb2: { fstype: 'crypto_LUKS' } }),
        ids: mapOf('UUID=id-sda1 UUID=id-sdb1', 'UUID=id-sda2 UUID=id-crypt', 'UUID=luks-a UUID=id-sdb2'),
        mounts: mountsOf('sda2 /', 'sda1 /boot'),
      },
      ['/dev/sdb2', 'UUID=id-crypt'],
    ],
    [
      'what /boot is copied to is missing',
      {
        devices: devicesWith({ sdb1: { uuid: 'x' } }),
        mounts: mountsOf('sda2 /', 'sda1 /boot', 'sdb2 /mnt/new'),
      },
      ['UUID=id-sdb1', '/boot'],
    ],
    [
      'what is in LUKS, mounted elsewhere',
      {
        devices: withCrypt,
        ids: mapOf('UUID=id-sda1 UUID=id-sdb1', 'UUID=id-sda2 UUID=id-crypt'),
        mounts: mountsOf(
          'sda2 /',
          'sda1 /boot',
          'mapper/crypt /mnt/new',
          'mapper/crypt /srv',
          'sdb1 /mnt/new/boot',
        ),
      },
      ['/dev/mapper/crypt', '/srv'],
    ],
    [
      'LUKS that is open for the clone',
      {
        devices: withCrypt,
        ids: mapOf('UUID=id-sda1 UUID=id-sdb1', 'UUID=id-sda2 UUID=id-crypt', 'UUID=luks-a UUID=id-sdb2'),
        mounts: mountsOf('sda2 /', 'sda1 /boot', 'mapper/crypt /mnt/new', 'sdb1 /mnt/new/boot'),
      },
      [],
    ],
    [
      'a file system on a whole disk, mounted elsewhere',
      {
        devices: wholeDisk,
        ids: mapOf('UUID=id-sda2 UUID=id-sdc'),
        mounts: mountsOf('sda2 /', 'sdc /mnt/new', 'sdc /srv'),
      },
      ['/dev/sdc', '/srv'],
    ],
    [
      'a whole disk of the map, whose other partitions are in use',
      {
        devices: devicesWith({}, disk('sdc', part('sdc1'))),
        ids: mapOf('UUID=id-sda1 UUID=id-sdb1', 'UUID=id-sda2 UUID=id-sdb2', '/dev/sda /dev/sdc'),
        mounts: mountsOf(...usualMounts, 'sdc1 /srv'),
      },
      [],
    ],
    [
      'no peer',
      { mounts: mountsOf('sda2 /', 'sda1 /boot', 'sdb2 /mnt/new') },
      ['/dev/sdb1', '/mnt/new/boot'],
    ],
    [
      'the peer elsewhere in the clone',
      { mounts: mountsOf('sda2 /', 'sda1 /boot', 'sdb2 /mnt/new', 'sdb1 /mnt/new/efi') },
      ['/dev/sdb1', '/mnt/new/boot'],
    ],
    [
      'twice in the source, once in the clone',
      { mounts: mountsOf('sda2 /', 'sda1 /efi0', 'sda1 /boot', 'sdb2 /mnt/new', 'sdb1 /mnt/new/boot') },
      [],
    ],
    ['what is no part of a root', { mounts: mountsOf('sda2 /', 'sda1 /mnt/data', 'sdb2 /mnt/new') }, []],
    [
      "absent by the machine's fstab",
      { mounts: mountsOf('sda2 /', 'sdb2 /mnt/new', 'sdb1 /mnt/new/boot'), wanted: ['/boot'] },
      ['/boot'],
    ],
  ];
  for (const [what, facts, named] of cases) {
    const reasons = refusals(factsOf(facts));
    t.equal(reasons.length > 0, named.length > 0, `${what}: ${reasons}`);
    for (const name of named)
      t.ok(
        reasons.some((reason) => reason.split(/[\s,:]+/).includes(name)),
        `${what}: ${name} in ${reasons}`,
      );
  }
});

t.test('the disks of a source', async (t) => {
  t.strictSame([...disksOfSource(factsOf())], ['/dev/sda']);
  const other = factsOf({
    devices: devicesWith({}, disk('sdc', part('sdc1'))),
    mounts: mountsOf('sdc1 /', ...usualMounts.slice(2)),
  });
  t.strictSame([...disksOfSource(other)].toSorted(), ['/dev/sda', '/dev/sdc'], 'the one of its root, too');
});
