import t from 'tap';
import {
  bridgeName,
  directoryOf,
  foldPath,
  isFatName,
  isOwnName,
  joinPath,
  nameOf,
  parentsOf,
  temporaryName,
} from '../src/names.ts';

t.test('names that FAT takes for the same', async (t) => {
  const cases: readonly (readonly [a: string, b: string, same: boolean])[] = [
    ['a', 'A', true],
    ['EFI/Boot/bootx64.efi', 'efi/BOOT/BOOTX64.EFI', true],
    ['größe', 'GRÖSSE', false],
    ['größe', 'GRößE', true],
    ['straße', 'strasse', false],
    ['ﬁ', 'FI', false],
    ['a', 'b', false],
    ['a.b', 'a_b', false],
  ];
  for (const [a, b, same] of cases) t.equal(foldPath(a) === foldPath(b), same, `${a} and ${b}`);
  for (const [a] of cases) t.equal(foldPath(foldPath(a)), foldPath(a), 'folding twice is folding once');
});

t.test('names that FAT can hold', async (t) => {
  const good = [
    'a',
    'A.B.C',
    '.hidden',
    'a b',
    '+,;=[]',
    'größe',
    '😀',
    'x'.repeat(255),
    "it's",
    'a~1',
    '$RECYCLE.BIN',
  ];
  const bad = [
    '',
    '.',
    '..',
    'a.',
    'a ',
    'a:b',
    'a*',
    'a?',
    'a"',
    'a<b',
    'a>b',
    'a|b',
    'a\\b',
    'a\nb',
    '\x7f',
    '\ud800',
    'a\ufffdb',
  ];
  for (const name of good) t.equal(isFatName(name), true, name);
  for (const name of [...bad, 'x'.repeat(256)]) t.equal(isFatName(name), false, JSON.stringify(name));
});

t.test("names of one's own", async (t) => {
  for (const name of [temporaryName(0), temporaryName(12), bridgeName(1), bridgeName(12345), 'twin0000.tmp'])
    t.equal(isOwnName(name), true, name);
  for (const name of ['TWIN', 'TWIN.TMP', 'TWIN0', 'TWIN0000.TMP.BAK', 'TWIN000.TMP', 'TWIN000X.NEW'])
    t.equal(isOwnName(name), false, name);
  for (const name of [temporaryName(0), bridgeName(1)]) {
    t.equal(isFatName(name), true);
    t.match(name, /^[A-Z\d]{1,8}\.[A-Z\d]{3}$/, 'one slot of a FAT directory');
    t.notMatch(name, /\.(conf|efi)$/i, 'no boot menu lists it');
  }
});

t.test('parts of paths', async (t) => {
  const cases: readonly (readonly [
    path: string,
    directory: string,
    name: string,
    parents: readonly string[],
  ])[] = [
    ['a', '', 'a', []],
    ['a/b', 'a', 'b', ['a']],
    ['a/b/c', 'a/b', 'c', ['a', 'a/b']],
  ];
  for (const [path, directory, name, parents] of cases) {
    t.equal(directoryOf(path), directory, path);
    t.equal(nameOf(path), name, path);
    t.strictSame(parentsOf(path), parents, path);
    t.equal(joinPath(directory, name), path);
  }
});
