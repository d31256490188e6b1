import fc from 'fast-check';
import t from 'tap';
import { MountinfoError } from '../src/mountinfo-error.ts';
import { parseMountinfo } from '../src/parse.ts';

const line = (fields: string) => parseMountinfo(`${fields}\n`)[0];

t.test('all fields of a line', async (t) => {
  t.strictSame(line('36 35 8:17 /sub /efi1 rw,noatime master:1 shared:7 - vfat /dev/sdb1 rw,umask=0077'), {
    id: 36,
    parent: 35,
    majmin: '8:17',
    root: '/sub',
    mountpoint: '/efi1',
    options: ['rw', 'noatime'],
    optional: ['master:1', 'shared:7'],
    fstype: 'vfat',
    source: '/dev/sdb1',
    superOptions: ['rw', 'umask=0077'],
  });
});

t.test('fields that are easily misread', async (t) => {
  const cases: [string, string, object][] = [
    ['no optional field', '1 0 8:1 / / rw - ext4 /dev/sda1 rw', { optional: [], fstype: 'ext4' }],
    ['many', '1 0 8:1 / / rw shared:1 master:2 propagate_from:3 unbindable - ext4 x rw', { fstype: 'ext4' }],
    ['empty source', '1 0 0:6 / /x rw - tmpfs  rw', { source: '', superOptions: ['rw'] }],
    [
      'blanks',
      '1 0 0:6 / /My\\040\\011Disk rw - tmpfs tm\\040pfs rw',
      { mountpoint: '/My \tDisk', source: 'tm pfs' },
    ],
    ['newline and backslash', '1 0 0:6 / /a\\012b\\134c rw - tmpfs t rw', { mountpoint: '/a\nb\\c' }],
    ['an escaped escape', '1 0 0:6 / /a\\134040 rw - tmpfs t rw', { mountpoint: '/a\\040' }],
    ['UTF-8 as bytes', '1 0 0:6 / /\\303\\251t\\303\\251 rw - tmpfs t rw', { mountpoint: '/été' }],
    ['a mount point named -', '1 0 0:6 / /- rw - tmpfs t rw', { mountpoint: '/-', fstype: 'tmpfs' }],
    [
      'an escaped comma in a value',
      '1 0 0:6 / /x rw - btrfs t rw,subvol=/a\\054b',
      { superOptions: ['rw', 'subvol=/a,b'] },
    ],
    ['root that was deleted', '1 0 8:1 /sub//deleted /x rw - vfat t rw', { root: '/sub//deleted' }],
  ];
  for (const [name, text, fields] of cases) t.match(line(text), fields, name);
});

t.test('nothing in, nothing out; a last line without its end', async (t) => {
  t.strictSame(parseMountinfo(''), []);
  t.equal(parseMountinfo('1 0 8:1 / / rw - ext4 a rw\n2 1 8:2 / /b rw - ext4 b rw').length, 2);
});

t.test('a malformed line is an error with its number', async (t) => {
  const cases = [
    'x 0 8:1 / / rw - ext4 a rw',
    '2 x 8:1 / / rw - ext4 a rw',
    '2 1 8 / / rw - ext4 a rw',
    '2 1 8:1 / relative rw - ext4 a rw',
    '2 1 8:1 / / rw ext4 a rw',
    '2 1 8:1 / / rw - ext4 a',
    '2 1 8:1 / /',
    'no mountinfo',
    ' ',
  ];
  for (const text of cases) {
    t.throws(
      () => parseMountinfo(`1 0 8:1 / / rw - ext4 a rw\n${text}\n`),
      { code: 'MALFORMED', line: 2 },
      text,
    );
  }
});

t.test('no text is answered by any other error', async () => {
  const field = fc.oneof(fc.constantFrom('1', '8:1', '/', 'rw', '-', '', '\\040', '\\777'), fc.string());
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      try {
        parseMountinfo(fields.join(' '));
      } catch (error) {
        if (!(error instanceof MountinfoError)) throw error;
      }
    }),
  );
});

t.test('what the kernel escapes comes back', async () => {
  const escapeField = (text: string) =>
    text.replace(/[ \t\n\\#]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const mount = line(`1 0 8:1 / ${escapeField(`/${name}`)} rw - vfat /dev/sda1 rw`);
      return mount?.mountpoint === `/${name}`;
    }),
  );
});
