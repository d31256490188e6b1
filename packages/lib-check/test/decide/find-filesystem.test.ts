import t from 'tap';
import { devicesNamed } from '../../src/decide/find-filesystem.ts';
import { device, disks, esps, over } from '../machine-fixture.ts';

const part = over('/dev/sda2', 'part', [disks.a], {
  fstype: 'linux_raid_member',
  uuid: 'aaaaaaaa-0000-4000-8000-000000000001',
  label: 'host:0',
});
const array = over('/dev/md0', 'raid1', [part], {
  fstype: 'ext4',
  uuid: 'bbbbbbbb-0000-4000-8000-000000000002',
  label: 'root',
  partlabel: null,
});
const volume = device('/dev/mapper/vg--a-root', { type: 'lvm' });
const all = [disks.a, esps.a, part, array, volume];
const paths = (source: string) => devicesNamed(all, source)?.map(({ path }) => path) ?? null;

t.test('by tag, by link, by node', async (t) => {
  const rows: readonly (readonly [string, readonly string[] | null])[] = [
    ['UUID=bbbbbbbb-0000-4000-8000-000000000002', ['/dev/md0']],
    ['UUID=BBBBBBBB-0000-4000-8000-000000000002', ['/dev/md0']],
    ['UUID="bbbbbbbb-0000-4000-8000-000000000002"', ['/dev/md0']],
    ['UUID=aaaaaaaa-0000-4000-8000-000000000001', []],
    [`PARTUUID=${esps.a.partuuid}`, ['/dev/sda1']],
    [`/dev/disk/by-partuuid/${esps.a.partuuid}`, ['/dev/sda1']],
    ['/dev/disk/by-uuid/bbbbbbbb-0000-4000-8000-000000000002', ['/dev/md0']],
    ['LABEL=root', ['/dev/md0']],
    ['LABEL=host:0', []],
    ['/dev/md0', ['/dev/md0']],
    ['/dev/vg-a/root', ['/dev/mapper/vg--a-root']],
    ['/dev/mapper/vg--a-root', ['/dev/mapper/vg--a-root']],
    ['/dev/sdz', []],
    ['/dev/disk/by-id/ata-x', null],
    ['tmpfs', null],
    ['server:/export', null],
  ];
  for (const [source, expected] of rows) t.strictSame(paths(source), expected, source);
});
