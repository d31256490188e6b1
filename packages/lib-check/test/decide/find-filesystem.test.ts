import t from 'tap';
import { devicesNamed, namesFilesystem } from '../../src/decide/find-filesystem.ts';
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
const labelled = device('/dev/mapper/vg--a-data', { type: 'lvm', label: 'my data' });
const all = [disks.a, esps.a, part, array, volume, labelled];
const texts = new Map([['/dev/disk/by-id/md-uuid-x', '/dev/md0']]);
const paths = (source: string) =>
  devicesNamed({ devices: all, texts }, source)?.map(({ path }) => path) ?? null;

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
    ['/dev/disk/by-id/md-uuid-x', ['/dev/md0']],
    ['ID=md-uuid-x', ['/dev/md0']],
    ['ID=ata-x', null],
    ['LABEL=my data', ['/dev/mapper/vg--a-data']],
    ['/dev/disk/by-label/my\\x20data', ['/dev/mapper/vg--a-data']],
    ['tmpfs', null],
    ['server:/export', null],
  ];
  for (const [source, expected] of rows) t.strictSame(paths(source), expected, source);
});

t.test('a file system, or one device', async (t) => {
  for (const source of ['UUID=x', 'LABEL=x', '/dev/disk/by-uuid/x', '/dev/disk/by-label/x'])
    t.ok(namesFilesystem(source), source);
  for (const source of [
    'PARTUUID=x',
    'PARTLABEL=x',
    '/dev/sda2',
    '/dev/disk/by-id/x',
    '/dev/disk/by-partuuid/x',
    'ID=x',
  ])
    t.notOk(namesFilesystem(source), source);
});
