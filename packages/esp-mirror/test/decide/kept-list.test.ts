import fc from 'fast-check';
import t from 'tap';
import { keptListText, parseKeptList, placesOf } from '../../src/decide/kept-list.ts';
import { modelTree } from './model.ts';

const none = modelTree(new Map()).listing;

t.test('a list is what it was written for', async (t) => {
  const has = parseKeptList(keptListText(['opensuse/', 'loader/entries/rescue.conf', 'größe/']));
  for (const path of ['opensuse/a', 'OpenSUSE/b/c', 'loader/entries/Rescue.conf', 'GRÖSSE/x'])
    t.equal(has(path), !path.startsWith('GRÖSSE'), path);
  for (const path of ['opensuse', 'opensuse2/a', 'loader/entries/rescue.conf.old', 'loader/entries/x.conf'])
    t.equal(has(path), false, path);
});

t.test('a damaged list has less in it, and nothing else', async (t) => {
  t.equal(parseKeptList(Buffer.from(''))('a'), false);
  t.equal(parseKeptList(Buffer.from('a\n/\n#\n\n'))('a'), false);
  t.equal(parseKeptList(Buffer.from('/a\r\n/b'))('b'), true);
  t.equal(parseKeptList(Buffer.from([0xff, 0x0a, 0x2f, 0x61]))('a'), true);
});

t.test('the fewest places', async (t) => {
  const tree = modelTree(
    new Map([
      ['suse/1/linux', 'MZ'],
      ['suse/2/linux', 'MZ'],
      ['loader/entries/suse.conf', 'linux /suse/1/linux\n'],
      ['loader/entries/ours.conf', 'linux /linux\n'],
      ['linux', 'MZ'],
    ]),
  );
  const files = [...tree.listing.nodes.values()].filter(
    (node) => node.kind === 'file' && !/^linux|ours/.test(node.path),
  );
  t.strictSame(placesOf(files as never, tree.listing, none), ['suse/', 'loader/entries/suse.conf']);
});

t.test('places have the files that they were made for, and no others', async () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
    .map((names) => `${names.join('/')}.x`);
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 8 }), fc.nat({ max: 255 }), (paths, mask) => {
      const { listing } = modelTree(new Map(paths.map((one) => [one, 'x'])));
      const files = [...listing.nodes.values()].flatMap((node) => (node.kind === 'file' ? [node] : []));
      const kept = files.filter((_, index) => (mask >> index) % 2 === 1);
      const has = parseKeptList(keptListText(placesOf(kept, listing, none)));
      return files.every((file) => has(file.path) === kept.includes(file));
    }),
  );
});

t.test('a directory of the source is not a place', async (t) => {
  const mirror = modelTree(
    new Map([
      ['nixos/old', 'x'],
      ['EFI/Linux/a.efi', 'MZ'],
    ]),
  ).listing;
  const source = modelTree(new Map([['nixos/new', 'x']])).listing;
  const files = [...mirror.nodes.values()].flatMap((node) => (node.kind === 'file' ? [node] : []));
  t.strictSame(placesOf(files, mirror, source), ['nixos/old', 'EFI/Linux/a.efi']);
});
