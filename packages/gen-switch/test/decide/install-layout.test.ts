import t from 'tap';
import { dropInsOf, isUkiLayout } from '../../src/decide/install-layout.ts';

const cases: readonly (readonly [what: string, texts: readonly string[], is: boolean])[] = [
  ['nothing', [], false],
  ['empty', ['', ''], false],
  ['said', ['layout=uki\n'], true],
  ['said with quotes and blanks', ['# x\n  layout="uki"\n'], true],
  ['in a comment', ['#layout=uki\n'], false],
  ['of another key', ['initrd_layout=uki\nuki_generator=ukify\n'], false],
  ['another one', ['layout=bls\n'], false],
  ['auto', ['layout=auto\n'], false],
  ['the last one of a text', ['layout=bls\nlayout=uki\n'], true],
  [
    'the last text that says something',
    ['layout=bls\n', 'layout=uki\n', 'MACHINE_ID=x\n', 'layout=\n'],
    true,
  ],
  ['taken back', ['layout=uki\n', 'layout=other\n'], false],
];

for (const [what, texts, is] of cases) t.test(what, async (t) => t.equal(isUkiLayout(texts), is));

t.test('drop-ins: by name, and of one name that of the first directory', async (t) => {
  const found = dropInsOf([['20-b.conf', 'readme', '.30.conf'], [], ['10-a.conf', '20-b.conf', '90.conf']]);
  t.strictSame(
    found.map(({ directory, name }) => `${directory} ${name}`),
    ['2 10-a.conf', '0 20-b.conf', '2 90.conf'],
  );
  t.strictSame(dropInsOf([]), []);
});
