import t from 'tap';
import { whatCounts } from '../../src/decide/what-counts.ts';

t.test('on an ESP', async (t) => {
  const counts = whatCounts({ kind: 'esp-set', exclude: [] });
  const own = [
    'loader/esp-sync',
    'LOADER/Random-Seed',
    'TWIN0000.TMP',
    'EFI/Linux/TWIN0012.NEW',
    'EFI/UpdateCapsule/a.cap',
    'EFI/arch/fw/a.cap',
    'EFI/Microsoft/Boot/BCD',
  ];
  for (const path of own) t.notOk(counts(path), path);
  const others = [
    '',
    'loader',
    'loader/esp-sync.bak',
    'loader/entries/esp-sync',
    'esp-sync',
    'random-seed',
    'TWIN0000.TXT',
    'EFI/arch/fwupdx64.efi',
  ];
  for (const path of others) t.ok(counts(path), path);
});

t.test('exclusions of a sync item', async (t) => {
  const cases: readonly [pattern: string, not: string[], counts: string[]][] = [
    ['/cache/', ['cache/', 'cache/a', 'cache/a/b'], ['cached', 'a/cache/b', 'cache']],
    ['/cache', ['cache', 'cache/a'], ['cached', 'a/cache']],
    ['cache', ['cache', 'a/cache', 'a/cache/b'], ['cached', 'mycache']],
    ['*.tmp', ['a.tmp', 'b/a.tmp', 'a.tmp/b'], ['a.tmp2', 'tmp']],
    ['/var/*/log', ['var/a/log', 'var/a/log/x'], ['var/a/b/log', 'var/log']],
    ['/var/**/log', ['var/a/log', 'var/a/b/log'], ['var/log']],
    ['a?c', ['abc', 'x/abc'], ['ac', 'a/c']],
    ['a.c', ['a.c'], ['abc']],
    // Not understood: everything counts.
    ['[ab]', [], ['a', 'b']],
    ['a\\*', [], ['a*', 'ab']],
    ['/', [], ['a']],
  ];
  for (const [pattern, not, yes] of cases) {
    const counts = whatCounts({ kind: 'sync-item', exclude: [pattern] });
    for (const path of not) t.notOk(counts(path), `${pattern} and ${path}`);
    for (const path of [...yes, '']) t.ok(counts(path), `${pattern} and ${path}`);
  }
});
