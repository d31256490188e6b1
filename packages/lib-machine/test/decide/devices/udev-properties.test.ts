import t from 'tap';
import {
  decodedProperty,
  propertiesInFile,
  propertiesInRecord,
} from '../../../src/decide/devices/udev-properties.ts';

t.test("a record of udev's database has lines of several kinds", async (t) => {
  const record = 'S:disk/by-id/x\nI:4711\nE:ID_FS_TYPE=vfat\nE:ID_MODEL=a=b\nG:systemd\nV:1\n';
  t.strictSame(
    [...propertiesInRecord(record)],
    [
      ['ID_FS_TYPE', 'vfat'],
      ['ID_MODEL', 'a=b'],
    ],
  );
});

t.test('a file that stands for a device has one in each line', async (t) => {
  const file = 'DEVTYPE=disk\nID_FS_TYPE=\nID_FS_TYPE=vfat\nID_FS_TYPE=ext4\n=no name\nno value\n';
  t.strictSame(
    [...propertiesInFile(file)],
    [
      ['DEVTYPE', 'disk'],
      ['ID_FS_TYPE', 'vfat'],
    ],
  );
});

t.test('what udev encoded', async (t) => {
  const cases: [string, string | null][] = [
    ['plain', 'plain'],
    ['EFI\\x20System', 'EFI System'],
    ['Gr\\xc3\\xb6\\xc3\\x9fe', 'Größe'],
    ['Größe\\x20', 'Größe '],
    ['a\\x5cx20', 'a\\x20'],
    ['a\\xzz', 'a\\xzz'],
    ['a\\xff', null],
    ['a\\x0a', null],
    ['a\\x7f', null],
  ];
  for (const [value, expected] of cases) t.equal(decodedProperty(value), expected, value);
});
