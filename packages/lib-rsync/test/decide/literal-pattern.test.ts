import { execFileSync } from 'node:child_process';
import t from 'tap';
import { literalPattern } from '../../src/decide/literal-pattern.ts';

t.test('rsync leaves out the path, and no other', async (t) => {
  const names = ['plain', 'a*', 'ab', 'a?c', 'abc', '[x]', 'x', 'back\\slash', 'back\\*', 'backs', '**'];
  const place = t.testdir({ from: Object.fromEntries(names.map((name) => [name, ''])), to: {} });
  for (const name of names) {
    const exclude = `--exclude=/${literalPattern(name)}`;
    const args = ['--recursive', '--dry-run', '--out-format=%n', exclude, `${place}/from/`, `${place}/to`];
    const copied = execFileSync('rsync', args, { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '' && line !== './');
    const others = names.filter((each) => each !== name);
    t.strictSame(copied.sort(), others.sort(), name);
  }
});
