import { espSetTable, parseTable, syncItemTable } from '@twinroot/lib-record';
import t from 'tap';
import { watchItemOf } from '../../src/decide/watch-item.ts';

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
    directories: [
      { path: '/efi', isMount: true },
      { path: '/boot', isMount: true },
    ],
    unmounted: [],
    delay: 0,
  });
  t.equal(set(...rows).key, set(...rows.slice(0, 2)).key, 'whatever its mirrors');
  t.not(set(...rows).key, set(`booted esp mounted ${third} /efi`).key);
  t.same(set(`booted esp unmounted ${first} -`).unmounted, [first]);
});

t.test('a sync item is watched at its source', async (t) => {
  const cases: readonly [row: string, path: string][] = [
    ['/home /mnt - -', '/home'],
    ['/home/ /mnt - -', '/home'],
    ['/ /mnt - -', '/'],
    ['// /mnt - -', '/'],
  ];
  for (const [row, path] of cases) t.same(item(row).directories, [{ path, isMount: false }], row);
  t.match(item('/home /mnt /a/,*.tmp 300'), { delay: 300, exclude: ['/a/', '*.tmp'] });
  t.throws(() => item('/a /mnt - -\n/b /mnt - -'), { code: 'SET' });
});
