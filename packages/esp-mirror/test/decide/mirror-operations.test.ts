import t from 'tap';
import { byDepth, copies, deletion, mirrorOperations } from '../../src/decide/mirror-operations.ts';
import { switchOf } from '../../src/decide/switch.ts';
import { targetOf } from '../../src/decide/target.ts';
import { modelTree, plainPolicy } from './model.ts';

const text = 'linux /Tok/linux\ninitrd /Tok/initrd\n';
const source = modelTree(
  new Map([
    ['Tok/linux', 'MZ 22'],
    ['Tok/initrd', '2'],
    ['Tok/deep/dtb', 'd'],
    ['Same', 's'],
    ['loader/loader.conf', 'x'],
    ['loader/entries/a.conf', text],
  ]),
);
const mirror = modelTree(
  new Map([
    ['TOK/LINUX', 'MZ 1'],
    ['TOK/INITRD', '1'],
    ['same', 's'],
    ['loader/entries/a.conf', text],
  ]),
);
const target = targetOf(source, mirror, plainPolicy);
const bridged = switchOf(source, mirror, target, true);
const make = mirrorOperations(mirror);
const none = { ...bridged, keys: new Set<string>() };

t.test('files that differ, as the mirror spells them', async (t) => {
  t.strictSame(make.files(target, none, 'payload'), [
    { op: 'copy', path: 'TOK/LINUX', from: 'Tok/linux', size: 5, mtime: 0, replaces: true },
    { op: 'copy', path: 'TOK/INITRD', from: 'Tok/initrd', size: 1, mtime: 0, replaces: true },
    { op: 'copy', path: 'TOK/deep/dtb', from: 'Tok/deep/dtb', size: 1, mtime: 0, replaces: false },
  ]);
  t.strictSame(
    make.files(target, bridged, 'payload').map(({ path }) => path),
    ['TOK/deep/dtb'],
    'without those of the switch',
  );
  t.strictSame(
    make.files(target, none, 'config').map(({ path }) => path),
    ['loader/loader.conf'],
  );
});

t.test('directories, texts, deletions and copies', async (t) => {
  t.strictSame(make.directories(source, target), [{ op: 'mkdir', path: 'TOK/deep' }]);
  const bytes = Buffer.from('a');
  t.strictSame(make.write('tok/New', bytes, 7, false), {
    op: 'write',
    path: 'TOK/New',
    bytes,
    mtime: 7,
    replaces: false,
  });
  const [file] = target.files.values();
  if (file) t.strictSame(deletion(file), { op: 'delete', path: 'Tok/linux', size: 5 });
  t.strictSame(
    copies(source, bridged, make).map(({ op, path }) => `${op} ${path}`),
    ['copy TOK/TWIN0001.NEW', 'copy TOK/TWIN0002.NEW'],
  );
  t.strictSame(['b/c', 'b', 'a/b/c', 'a'].toSorted(byDepth), ['a', 'b', 'b/c', 'a/b/c']);
});
