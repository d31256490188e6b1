import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { shellWord } from '../../src/decide/shell-word.ts';

t.test('words', async (t) => {
  t.equal(shellWord('/dev/sdb1'), '/dev/sdb1');
  t.equal(shellWord(''), "''");
  t.equal(shellWord("a'b c"), "'a'\\''b c'");
});

t.test('a shell reads what was meant', async () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes('\0')),
      (text) => execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' }) === text,
    ),
    { numRuns: 50 },
  );
});
