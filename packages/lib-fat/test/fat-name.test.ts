import { isFatName } from '@twinroot/lib-fat';
import t from 'tap';

t.test('names that FAT can hold', async (t) => {
  const good = [
    'a',
    'A.B.C',
    '.hidden',
    'a b',
    '+,;=[]',
    'größe',
    '😀',
    'x'.repeat(255),
    "it's",
    'a~1',
    '$RECYCLE.BIN',
  ];
  const bad = [
    '',
    '.',
    '..',
    'a.',
    'a ',
    'a:b',
    'a*',
    'a?',
    'a"',
    'a<b',
    'a>b',
    'a|b',
    'a\\b',
    'a\nb',
    '\x7f',
    '\ud800',
    'a\ufffdb',
  ];
  for (const name of good) t.equal(isFatName(name), true, name);
  for (const name of [...bad, 'x'.repeat(256)]) t.equal(isFatName(name), false, JSON.stringify(name));
});
