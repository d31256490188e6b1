import t from 'tap';
import { parseMap } from '../src/map-text.ts';
import { createOldIdFinder } from '../src/old-ids.ts';

const uuid = '3f1c0a52-8f3b-4c1e-9d7a-0a4b5c6d7e8f';

t.test('old ids wherever they stand', async (t) => {
  const cases: [map: string, text: string, found: number[]][] = [
    ['', 'anything', []],
    [`UUID=${uuid} UUID=b`, `/EFI/Pop_OS-${uuid}/vmlinuz x=${uuid.toUpperCase()}`, [12, 59]],
    [`UUID=${uuid} UUID=b`, `a${uuid} ${uuid}0 ${uuid}-0`, []],
    ['6B7E-A837 x', 'UUID=6b7e-a837,/6B7E-A837 0-6B7E-A837 6B7E-A837-0', [5, 16]],
    ['04012e69-01 x', '04012e69-010 PARTUUID="04012e69-01"', [23]],
    ['/dev/sda1 x', '/mnt/dev/sda1 /dev/sda10 /dev/sda1p1 (/dev/sda1) log=/dev/sda1', [38, 53]],
    ['LABEL=root x', 'root LABEL=root LABEL=root2 /dev/disk/by-label/root', [5, 28]],
    ['x.y z', 'x-y x.y', [4]],
  ];
  for (const [map, text, found] of cases) {
    const finder = createOldIdFinder(parseMap(map, 'map'));
    t.strictSame(
      finder.find(text).map(({ start }) => start),
      found,
      `${map}: ${text}`,
    );
    if (found.length > 0) t.ok(finder.mayHave(text));
  }
});
