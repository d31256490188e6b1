import fc from 'fast-check';

/** Ids of three sorts; the new ones are in no fstab. */
export const olds = ['UUID=0a1b2c3d-0001', 'PARTUUID=0a1b2c3d-0002', 'LABEL=root', '/dev/sda1', 'tank/root'];
export const news = [
  'UUID=9f9e9d9c-0001',
  'PARTUUID=9f9e9d9c-0002',
  'LABEL=spare',
  '/dev/sdb1',
  'spare/root',
];
const source = fc.constantFrom(
  ...olds,
  'UUID="0a1b2c3d-0001"',
  'UUID=0A1B2C3D-0001',
  '/dev/disk/by-uuid/0a1b2c3d-0001',
  '/dev/disk/by-label/root',
  'UUDI=0a1b2c3d-0001',
  'tmpfs',
  '//nas/share',
  '/dev/sda10',
  '#x',
  '\xe9\xa0',
);
const mountpoint = fc.constantFrom(
  '/',
  '/a',
  '/a/b/',
  '/a\\040b',
  'none',
  'swap',
  '/peer',
  '/peer/a',
  '//',
  '/\xe9',
);
const type = fc.constantFrom('ext4', 'swap', 'none', 'vfat', '#c');
const options = fc.constantFrom(
  'defaults',
  'rw,nofail',
  'bind',
  'logdev=/dev/sda1',
  'context="a,b"',
  ',',
  'V',
);
const number = fc.constantFrom('0', '1', '2', 'x');
const blank = fc.constantFrom(' ', '\t', '  ');
const end = fc.constantFrom('\n', '\r\n', '\n\n', '\r\r\n', '# c\n', '\0\n');

const row = fc
  .tuple(
    fc.array(blank, { maxLength: 1 }),
    source,
    mountpoint,
    type,
    options,
    number,
    number,
    blank,
    end,
    fc.nat(7),
  )
  .map(
    ([first, a, b, c, d, e, f, separator, last, count]) =>
      first.join('') + [a, b, c, d, e, f, '# UUID=0a1b2c3d-0001'].slice(0, count).join(separator) + last,
  );
/** Fstabs in which old ids are the source of many rows, and stand in other places, too. */
export const fstab = fc
  .tuple(fc.array(row), fc.constantFrom('', 'UUID=0a1b2c3d-0001 /z', '#'))
  .map(([rows, last]) => rows.join('') + last);
