import t from 'tap';
import { bridgeText } from '../../src/decide/bridge-text.ts';
import { excluder } from '../../src/decide/exclude.ts';
import { restoredEntries } from '../../src/decide/restored.ts';
import { targetOf } from '../../src/decide/target.ts';
import { modelTree, plainPolicy } from './model.ts';

const text = 'title t\nlinux /linux\ninitrd /initrd\n';
const pointed = Buffer.from(
  bridgeText(Buffer.from(text), (path) => (path === 'linux' ? 'TWIN0001.NEW' : 'TWIN0002.NEW')),
).toString();
const source = { linux: 'MZ 2', initrd: '2', 'loader/entries/a.conf': text };
const mirror = {
  linux: 'MZ 1',
  initrd: '1',
  'TWIN0001.NEW': 'MZ 2',
  'TWIN0002.NEW': '2',
  'loader/entries/a.conf': pointed,
};

const restored = (exclude: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  const [from, to] = [source, { ...mirror, ...more }].map((files) =>
    modelTree(new Map(Object.entries(files))),
  );
  if (!from || !to) throw new Error('no trees');
  const target = targetOf(from, to, { ...plainPolicy, isExcluded: excluder(exclude) });
  return restoredEntries(to, target).map(({ bytes }) => Buffer.from(bytes).toString());
};

t.test('an entry that is left out gets its text back', async (t) => {
  t.strictSame(restored(['a.conf']), [text]);
  t.strictSame(restored([]), [], 'one that is mirrored is written anyway');
  t.strictSame(restored(['a.conf', 'initrd']), [], 'not while what it named does not come');
  t.strictSame(restored(['a.conf'], { 'loader/entries/a.conf': text }), [], 'one that has its text');
});
