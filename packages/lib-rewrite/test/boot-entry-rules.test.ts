import t from 'tap';
import { parseEntryRules } from '../src/boot-entry-rules.ts';

t.test('texts of options', async (t) => {
  const rules = parseEntryRules({ rootflags: ['subvol=@ subvol=@new', 'a  b'], 'title-prefix': '  [x] ' });
  t.strictSame(
    [...rules.rootflags],
    [
      ['subvol=@', 'subvol=@new'],
      ['a', 'b'],
    ],
  );
  t.equal(rules.titlePrefix, '[x] ');
  t.equal(rules.cmdline, false);
  t.equal(parseEntryRules({ 'title-prefix': 'é' }).titlePrefix, '\xc3\xa9', 'bytes, one character each');
  t.equal(parseEntryRules({}).rootflags.size, 0);
});

const wrong: readonly Parameters<typeof parseEntryRules>[0][] = [
  { rootflags: ['a'] },
  { rootflags: [''] },
  { rootflags: ['a b c'] },
  { rootflags: ['a "b"'] },
  { rootflags: ['a,b c'] },
  { rootflags: ['a a,b'] },
  { rootflags: ['a b', 'a c'] },
  { 'title-prefix': 'a\nb' },
  { 'title-prefix': 'a', cmdline: true },
];
for (const texts of wrong) {
  t.test(`${JSON.stringify(texts)} is refused`, async (t) => {
    t.throws(() => parseEntryRules(texts), { code: 'RULE' });
  });
}
