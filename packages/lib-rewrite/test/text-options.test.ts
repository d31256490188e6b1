import t from 'tap';
import { formatOfFile, parseTextOptions, type TextOptionTexts } from '../src/text-options.ts';

t.test('what a text is', async (t) => {
  t.equal(parseTextOptions({}).format, null);
  t.equal(parseTextOptions({ format: 'grub' }).format, 'grub');
  t.equal(parseTextOptions({ cmdline: true }).format, 'cmdline');
  t.equal(parseTextOptions({ cmdline: true, format: 'cmdline' }).entry.cmdline, true);
  t.equal(parseTextOptions({ format: 'cmdline' }).entry.cmdline, true);
  t.equal(parseTextOptions({ format: 'entry', 'title-prefix': 'a' }).entry.titlePrefix, 'a');
  t.equal(parseTextOptions({ rootflags: ['a b'] }).entry.rootflags.get('a'), 'b');
});

const wrong: readonly TextOptionTexts[] = [
  { format: 'nothing' },
  { cmdline: true, format: 'entry' },
  { format: 'grub', 'title-prefix': 'a' },
  { cmdline: true, 'title-prefix': 'a' },
  { rootflags: ['a'] },
];
for (const texts of wrong)
  t.test(`${JSON.stringify(texts)} is refused`, async (t) => {
    t.throws(() => parseTextOptions(texts), { code: 'RULE' });
  });

t.test('files', async (t) => {
  t.equal(formatOfFile(null, '/boot/limine.conf'), 'limine');
  t.equal(formatOfFile('entry', '/boot/limine.conf'), 'entry');
  t.equal(formatOfFile(null, '/tmp/anything'), 'entry');
});
