import t from 'tap';
import { countedBootOf } from '../../src/decide/counted-boot.ts';
import { goodEntryOf } from '../../src/decide/good-entry.ts';
import { treeOf } from '../trees.ts';

const found = (path: string, ...trees: readonly (readonly string[])[]) => {
  const boot = countedBootOf(path);
  if (boot.kind === 'refused') throw new Error(boot.reason);
  const sources = trees.map((names, at) => ({
    at,
    tree: treeOf(Object.fromEntries(names.map((name) => [name, 'linux /l']))),
  }));
  const good = goodEntryOf(boot, sources);
  return good.kind === 'good' ? `${good.source.at} ${good.entry.file.path}` : good.reason;
};

t.test('good is what has no counter any more', async (t) => {
  const path = '\\loader\\entries\\a+2-1.conf';
  const [clean, counted] = ['loader/entries/a.conf', 'loader/entries/a+2-1.conf'];
  for (const [name, trees, expected] of [
    ['blessed', [[clean, 'loader/entries/b+3.conf']], `0 ${clean}`],
    ['in other letters', [['loader/entries/A.conf']], '0 loader/entries/A.conf'],
    ['on the second partition', [['loader/entries/b.conf'], [clean]], `1 ${clean}`],
    ['on both, the first counts', [[clean], [clean]], `0 ${clean}`],
    ['not yet', [[counted]], /has not been found good/],
    ['not yet, and good on the second', [[counted], [clean]], /has not been found good/],
    ['bad', [['loader/entries/a+0-2.conf']], /is bad/],
    ['bad from before', [['loader/entries/a+0.conf']], /is bad/],
    ['installed again', [[clean, 'loader/entries/a+3.conf']], /nobody can tell/],
    ['under two counters', [[counted, 'loader/entries/a+3.conf']], /has not been found good/],
    ['gone', [['loader/entries/b.conf'], []], /no longer there/],
    ['nothing', [], /no longer there/],
    ['an image of that name is another entry', [['EFI/Linux/a.efi']], /no longer there/],
  ] as const)
    t.match(found(path, ...trees), expected, name);
  t.equal(found('\\EFI\\Linux\\a+1-2.efi', ['EFI/Linux/a.efi']), '0 EFI/Linux/a.efi');
});
