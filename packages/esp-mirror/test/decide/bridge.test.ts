import t from 'tap';
import { bridgedEntry, copyPaths } from '../../src/decide/bridge.ts';
import { originalOf } from '../../src/decide/bridge-text.ts';
import { modelTree } from './model.ts';

const text = 'linux /linux\ninitrd /d/initrd\n';
const tree = modelTree(
  new Map([
    ['loader/entries/a.conf', text],
    ['TWIN0001.NEW', 'x'],
    ['linux', 'MZ'],
    ['d/initrd', 'x'],
  ]),
);
const [entry = null] = tree.menu;

t.test('copies are beside their files, under names that nobody has', async (t) => {
  const plans = [{ there: entry, target: null }];
  const copies = copyPaths(plans, new Set(['LINUX', 'D/INITRD', 'OTHER']), [tree]);
  t.strictSame(
    [...copies],
    [
      ['LINUX', 'TWIN0002.NEW'],
      ['D/INITRD', 'd/TWIN0003.NEW'],
    ],
  );
  t.equal(copyPaths(plans, new Set(['OTHER']), [tree]).size, 0);
});

t.test('a text that does not come from the source holds what it was', async (t) => {
  const copies = new Map([['LINUX', 'TWIN0002.NEW']]);
  const [bridged] = bridgedEntry({ there: entry, target: null }, copies);
  t.equal(bridged?.path, 'loader/entries/a.conf');
  t.equal(bridged?.restore, entry);
  t.equal(Buffer.from(originalOf(bridged?.bytes ?? Buffer.from('')) ?? []).toString(), text);
  if (entry === null) throw new Error('no entry');
  const target = { source: entry, there: entry, path: entry.file.path, isChanged: false };
  const [ours] = bridgedEntry({ there: entry, target }, copies);
  t.equal(Buffer.from(ours?.bytes ?? []).toString(), 'linux /TWIN0002.NEW\ninitrd /d/initrd\n');
  t.equal(ours?.restore, null);
});
