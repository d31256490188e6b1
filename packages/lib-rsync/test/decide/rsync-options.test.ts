import t from 'tap';
import { defaultRsyncOpts, isContent, isOneFileSystem } from '../../src/decide/rsync-options.ts';

t.test('what a slash and -x mean', async (t) => {
  t.strictSame(['/', '/a/', '/a/.', '/a', '/a.'].map(isContent), [true, true, true, false, false]);
  const cases: [opts: string[], isOne: boolean][] = [
    [[...defaultRsyncOpts], true],
    [['-a', '-x'], true],
    [['--one-file-system'], true],
    [['-ax', '--no-x'], false],
    [['-ax', '--no-one-file-system', '-xx'], true],
    [['-a', '--xattrs', '--exclude=x'], false],
    [[], false],
  ];
  for (const [opts, isOne] of cases) t.equal(isOneFileSystem(opts), isOne, opts.join(' '));
});
