import fc from 'fast-check';
import t from 'tap';
import { nearest } from '../src/nearest.ts';
import { runs } from './any-records.ts';

const options = [
  'help',
  'version',
  'quiet',
  'verbose',
  'json',
  'output',
  'no-header',
  'sysroot',
  'dry-run',
  'booted',
  'mirrors',
];
const columns = ['ROLE', 'KIND', 'STATE', 'PARTUUID', 'DEVICE', 'UUID', 'MOUNTPOINT', 'SIZE'];

t.test('the nearest word', async (t) => {
  const cases: readonly [word: string, known: readonly string[], best: string | null][] = [
    ['', [], null],
    ['x', [], null],
    ['', ['only'], null],
    ['frobnicate', options, null],
    ['xyz', options, null],
    ['q', ['json'], null],
    ['verbsoe', options, 'verbose'],
    ['syroots', options, 'sysroot'],
    ['a', ['b'], 'b'],
    ['verbos', options, 'verbose'],
    ['jsno', options, 'json'],
    ['mirror', options, 'mirrors'],
    ['boot', options, 'booted'],
    ['dryrun', options, 'dry-run'],
    ['noheader', options, 'no-header'],
    ['ouptut', options, 'output'],
    ['hepl', options, 'help'],
    ['mount', columns, 'MOUNTPOINT'],
    ['MOUNTPIONT', columns, 'MOUNTPOINT'],
    ['part', columns, 'PARTUUID'],
    ['uid', columns, 'UUID'],
    ['rol', columns, 'ROLE'],
    ['ab', ['ba', 'cd'], 'ba'],
    ['abc', ['xyz', 'abd'], 'abd'],
    ['acb', ['axy', 'abc'], 'abc'],
    ['same', ['SAME', 'same'], 'SAME'],
  ];
  for (const [word, known, best] of cases) t.equal(nearest(word, known), best, word);
});

t.test('a known word is nearest to itself, and one exchange of letters does not lose it', async () => {
  fc.assert(
    fc.property(fc.constantFrom(...options), fc.nat(), (word, at) => {
      const i = at % (word.length - 1);
      const mistyped = `${word.slice(0, i)}${word[i + 1]}${word[i]}${word.slice(i + 2)}`;
      return nearest(word, options) === word && nearest(mistyped, options) === word;
    }),
    runs,
  );
});

t.test('words without an end', async (t) => {
  const long = 'x'.repeat(10_000_000);
  t.equal(nearest(`verbos${long}`, [`json${long}`, `verbose${long}`]), `verbose${long}`);
  t.equal(nearest(long, [long]), long);
});
