import { espSetTable, parseTable, syncItemTable } from '@twinroot/lib-record';
import t from 'tap';
import { nameOfPlace, watchItemOf } from '../../src/decide/watch-item.ts';

const [first, second, third] = [1, 2, 3].map((number) => `0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f${number}`);
const set = (...rows: readonly string[]) => {
  const text = `#ROLE KIND STATE PARTUUID MOUNTPOINT\n${rows.join('\n')}\n`;
  return watchItemOf({ table: espSetTable, records: parseTable(espSetTable, text) });
};
const item = (row: string) => {
  const records = parseTable(syncItemTable, `#SOURCE DEST EXCLUDE DELAY\n${row}\n`);
  return watchItemOf({ table: syncItemTable, records });
};

t.test('a set is watched where its booted members are mounted', async (t) => {
  const rows = [
    `booted esp mounted ${first} /efi`,
    `booted xbootldr mounted ${second} /boot`,
    `mirror esp mounted ${third} /efi1`,
  ];
  t.match(set(...rows), {
    kind: 'esp-set',
    places: [
      { kind: 'mount', path: '/efi' },
      { kind: 'mount', path: '/boot' },
    ],
    mirrors: [`/dev/disk/by-partuuid/${third}`],
    unknown: [],
    delay: 0,
  });
  t.equal(set(...rows).key, set(...rows.slice(0, 2)).key, 'whatever its mirrors');
  t.not(set(...rows).key, set(`booted esp mounted ${third} /efi`).key);
  t.match(set(`booted esp unmounted ${first} -`), { unknown: [first], places: [] });
  const text = `#ROLE KIND STATE PARTUUID DEVICE MOUNTPOINT\nbooted esp unmounted ${first} /dev/sda1 -\n`;
  const unmounted = watchItemOf({ table: espSetTable, records: parseTable(espSetTable, text) });
  t.match(unmounted, { unknown: [], places: [{ kind: 'device', device: '/dev/sda1' }] });
  t.equal(unmounted.places.map(nameOfPlace).join(), '/dev/sda1');
});

t.test('a sync item is watched at its source', async (t) => {
  const cases: readonly [row: string, path: string][] = [
    ['/home /mnt - -', '/home'],
    ['/home/ /mnt - -', '/home'],
    ['/ /mnt - -', '/'],
    ['// /mnt - -', '/'],
  ];
  for (const [row, path] of cases) t.same(item(row).places, [{ kind: 'tree', path }], row);
  t.match(item('/home /mnt /a/,*.tmp 300'), { delay: 300, exclude: ['/a/', '*.tmp'] });
  t.throws(() => item('/a /mnt - -\n/b /mnt - -'), { code: 'SET' });
});
