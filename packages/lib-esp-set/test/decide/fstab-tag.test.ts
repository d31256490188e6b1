import t from 'tap';
import { fstabTag } from '../../src/decide/fstab-tag.ts';

t.test('what a line of fstab is looked up by', async (t) => {
  const cases: [source: string, tag: string, value: string][] = [
    ['PARTUUID=a', 'PARTUUID', 'a'],
    ['LABEL=a=b', 'LABEL', 'a=b'],
    ['LABEL=', 'LABEL', ''],
    ['/dev/sda1', '', '/dev/sda1'],
    ['/dev/disk/by-partuuid/0e3a', 'PARTUUID', '0e3a'],
    ['/dev/disk/by-uuid/6B7E-A837', 'UUID', '6B7E-A837'],
    ['/dev/disk/by-label/a\\x20b', 'LABEL', 'a b'],
    ['/dev/disk/by-partlabel/EFI1', 'PARTLABEL', 'EFI1'],
    ['/dev/disk/by-id/nvme-x-part1', '', '/dev/disk/by-id/nvme-x-part1'],
    ['/dev/disk/by-uuid/', '', '/dev/disk/by-uuid/'],
    ['server:/esp', '', 'server:/esp'],
    ['', '', ''],
  ];
  for (const [source, tag, value] of cases) t.strictSame(fstabTag(source), { tag, value }, source);
});
