import t from 'tap';
import { whyNotOption } from '../../src/decide/refused-options.ts';
import { defaultRsyncOpts } from '../../src/decide/rsync-options.ts';

t.test('options that would make something else than a copy', async (t) => {
  const cases: readonly (readonly [option: string, why: string])[] = [
    ['--remove-source-files', 'the source would be deleted'],
    ['--remove-sent-files', 'the source would be deleted'],
    ['-n', 'nothing would ever be copied'],
    ['-axHAXn', 'nothing would ever be copied'],
    ['-aVh', 'nothing would ever be copied'],
    ['--version', 'nothing would ever be copied'],
    ['--relative', 'another place'],
    ['-aR', 'another place'],
    ['--rsh=ssh', 'no use'],
    ['-essh', 'no use'],
    ['-aq', 'tree-mirror --quiet'],
    ['--files-from=x', 'it changes the source'],
  ];
  for (const [option, why] of cases) t.match(whyNotOption(option), why, option);
});

t.test('options of a copy', async (t) => {
  const usual = [
    '--no-relative',
    '--delete',
    '-a',
    '--exclude=-n',
    '-f-_*',
    '--remove-what',
    '--bwlimit=1000',
  ];
  for (const option of [...defaultRsyncOpts, ...usual]) t.equal(whyNotOption(option), null, option);
});
