import fc from 'fast-check';
import t from 'tap';
import { rewrite } from './fstab-fixture.ts';

/** Ids of three sorts; the new ones are in no fstab. */
const olds = ['UUID=0a1b2c3d-0001', 'PARTUUID=0a1b2c3d-0002', 'LABEL=root', '/dev/sda1', 'tank/root'];
const news = ['UUID=9f9e9d9c-0001', 'PARTUUID=9f9e9d9c-0002', 'LABEL=spare', '/dev/sdb1', 'spare/root'];
const there = olds.map((old, index) => `${old} ${news[index]}`);
const back = olds.map((old, index) => `${news[index]} ${old}`);

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
const fstab = fc
  .tuple(fc.array(row), fc.constantFrom('', 'UUID=0a1b2c3d-0001 /z', '#'))
  .map(([rows, last]) => rows.join('') + last);
const rules = fc.record({
  under: fc.constantFrom(undefined, '/a', '/m'),
  'add-peer': fc.constantFrom(undefined, '/peer', '/a/p'),
  'add-option': fc.subarray(['/a o', '/m/a x,y', '/peer z', 'none o']),
  drop: fc.subarray(['/a/b', '/peer/a', 'swap', '/m/peer']),
  set: fc.subarray(['V W', 'ext4 xfs']),
});

t.test('an empty map gives the same bytes', async () => {
  fc.assert(fc.property(fstab, (text) => rewrite([text], []).text === text));
});

// Without spellings of the same id of which a map back can know only one, and without labels in links.
t.test('a map and the map back give the same bytes', async () => {
  fc.assert(
    fc.property(fstab, (text) => {
      if (text.includes('0A1B')) return true;
      return rewrite([rewrite([text], there).text], back).text === text;
    }),
  );
});

t.test('twice is once, whatever the rules', async () => {
  fc.assert(
    fc.property(fstab, rules, (text, given) => {
      const { text: once } = rewrite([text], there, given);
      return rewrite([once], there, given).text === once;
    }),
    { numRuns: 1000 },
  );
});

t.test('chunks make no difference', async () => {
  fc.assert(
    fc.property(fstab, rules, fc.array(fc.nat(9)), (text, given, sizes) => {
      const chunks: string[] = [];
      let at = 0;
      for (const size of sizes) {
        chunks.push(text.slice(at, at + size));
        at += size;
      }
      return rewrite([...chunks, text.slice(at)], there, given).text === rewrite([text], there, given).text;
    }),
  );
});

t.test('ids change sources only', async () => {
  fc.assert(
    fc.property(fstab, (text) => {
      const before = text.split('\n');
      const after = rewrite([text], there).text.split('\n');
      return (
        before.length === after.length &&
        before.every((line, index) => {
          const rest = (whole: string) => whole.replace(/^[ \t]*[^ \t]*/, '');
          return rest(line) === rest(after[index] ?? '');
        })
      );
    }),
  );
});
