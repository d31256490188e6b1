import { espType, parsePartuuid, xbootldrType } from '@twinroot/lib-blockdev';
import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { partition } from '../../../lib-blockdev/test/device-fixture.ts';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import { setNow } from '../../src/decide/set-now.ts';

const first = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';

const esp = (name: string, majmin: string, partuuid: string, parttype = espType) =>
  partition(name, { majmin, partuuid: parsePartuuid(partuuid), parttype, fstype: 'vfat', size: 1 << 30 });
const sda1 = esp('sda1', '8:1', first);
const sdb1 = esp('sdb1', '8:17', second);

const mounts = (...lines: readonly string[]) =>
  parseMountinfo(
    ['0:1 / btrfs', ...lines]
      .map((line, index) => {
        const [majmin, place, fstype] = line.split(' ');
        return `${index + 1} ${index === 0 ? 0 : 1} ${majmin} / ${place} rw - ${fstype} source rw`;
      })
      .join('\n'),
  );

const booted = espMember(first, { role: 'booted', mountpoint: '/efi0', evidence: 'BootCurrent', free: 7 });
const mirror = espMember(second, { state: 'missing', member_by: 'pattern' });

t.test(
  'one that came is there, with all that is known of it; its role and why it is a member stay',
  async (t) => {
    const table = mounts('8:1 /boot vfat', '8:1 /efi0 vfat');
    const { members, missing, warnings } = setNow([mirror, booted], { devices: [sda1, sdb1], mounts: table });
    t.same({ missing, warnings }, { missing: [], warnings: [] });
    t.match(members, [
      {
        role: 'mirror',
        state: 'unmounted',
        path: '/dev/sdb1',
        disk: '/dev/sdb',
        size: 1 << 30,
        mountpoints: [],
      },
      {
        role: 'booted',
        state: 'mounted',
        path: '/dev/sda1',
        mountpoint: '/efi0',
        free: 7,
        evidence: 'BootCurrent',
      },
    ]);
    t.equal(members[0]?.member_by, 'pattern');
    t.same(members[1]?.mountpoints, ['/boot', '/efi0']);
  },
);

t.test('one that went is missing, whatever its record says', async (t) => {
  const { members, missing } = setNow([booted, mirror], { devices: [sdb1], mounts: mounts() });
  t.match(members[0], {
    role: 'booted',
    state: 'missing',
    path: null,
    mountpoint: null,
    size: null,
    free: null,
  });
  t.same(missing, [members[0]]);
});

t.test('copies: the record stays, missing or not, and there is a warning', async (t) => {
  const devices = [sda1, sdb1, { ...sdb1, path: '/dev/sdc1' }];
  const absent = setNow([booted, mirror], { devices, mounts: mounts() });
  t.same(absent.missing, [mirror]);
  t.match(absent.warnings, [/sdb1 and \/dev\/sdc1/]);
  const there = { ...mirror, state: 'mounted', mountpoint: '/efi1' } as const;
  const known = setNow([booted, there], { devices, mounts: mounts() });
  t.same([known.members[1], known.missing.length, known.warnings.length], [there, 0, 1]);
});

t.test(
  'a missing one is taken for an ESP until its type is seen, but a kind that was not booted makes no set',
  async (t) => {
    const third = '1f4b9a1d-2d3e-4c6f-9a01-b2c3d4e5f607';
    const beside = espMember(third, { role: 'booted', kind: 'xbootldr' });
    const devices = [
      sda1,
      esp('sda2', '8:2', third, xbootldrType),
      esp('sdb1', '8:17', second, xbootldrType),
    ];
    const kinds = (members: Parameters<typeof setNow>[0]) =>
      setNow(members, { devices, mounts: mounts() }).members.map(({ kind }) => kind);
    t.same(kinds([booted, beside, mirror]), ['esp', 'xbootldr', 'xbootldr']);
    t.same(kinds([booted, mirror]), ['esp', 'esp']);
    t.same(kinds([booted, beside, { ...mirror, state: 'unmounted' }]), ['esp', 'xbootldr', 'esp']);
  },
);
