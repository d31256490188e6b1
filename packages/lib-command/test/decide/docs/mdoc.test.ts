import t from 'tap';
import { mdocArgument, mdocList, mdocLiteral, mdocText, sentence } from '../../../src/decide/docs/mdoc.ts';

const texts: [text: string, mdoc: string][] = [
  ['', ''],
  ['One sentence.', 'One sentence.'],
  ['First. Second? Third', 'First.\nSecond?\nThird'],
  ['with e.g. an abbreviation', 'with e.g. an abbreviation'],
  ['.It begins with a dot', '\\&.It begins with a dot'],
  ["'quoted'", "\\&'quoted'"],
  ['a.b', 'a.b'],
  ['back\\slash \\fB', 'back\\eslash \\efB'],
  ['`a` ~ ^ …', '\\(gaa\\(ga \\(ti \\(ha ...'],
];
for (const [text, mdoc] of texts) t.test(`text: ${text}`, async (t) => t.equal(mdocText(text), mdoc));

const words: [text: string, argument: string][] = [
  ['DEVICE', '"DEVICE"'],
  ['two words', '"two words"'],
  ['', '""'],
  ['Ar', '"\\&Ar"'],
  ['D1', '"\\&D1"'],
  ['.', '"\\&."'],
  ['(a)', '"\\&(a)"'],
  ['a "b"', '"a \\(dqb\\(dq"'],
  ['a\\b', '"a\\eb"'],
];
for (const [text, argument] of words)
  t.test(`argument: ${text}`, async (t) => t.equal(mdocArgument(text), argument));

const literals: [text: string, lines: string[]][] = [
  ['esp-which -J', ['esp\\-which \\-J']],
  ['. profile', ['\\&. profile']],
  ["a\n'b'", ['a', "\\&'b'"]],
  ['a  b. C', ['a  b. C']],
  ['a\\b', ['a\\eb']],
];
for (const [text, lines] of literals) {
  t.test(`literal: ${text}`, async (t) => {
    t.same(mdocLiteral(text).split('\n'), ['.Bd -literal -offset indent', ...lines, '.Ed']);
  });
}

t.test('a list has its items in their order', async (t) => {
  t.equal(
    mdocList('Ds', [
      ['Fl a', 'First.'],
      ['Fl b', 'Second.\nThird.'],
    ]),
    '.Bl -tag -width Ds\n.It Fl a\nFirst.\n.It Fl b\nSecond.\nThird.\n.El',
  );
  t.equal(mdocList('Ds', []), '.Bl -tag -width Ds\n.El');
});

const phrases: [phrase: string, end: string | undefined, sentence: string][] = [
  ['a directory', undefined, 'A directory.'],
  ['a directory.', undefined, 'A directory.'],
  ['mirror the set', ':', 'Mirror the set:'],
  ['unmounted: the device is there', undefined, 'unmounted: the device is there.'],
  ['GPT partition', undefined, 'GPT partition.'],
  ['élan', undefined, 'Élan.'],
];
for (const [phrase, end, expected] of phrases)
  t.test(`sentence: ${phrase}`, async (t) => t.equal(sentence(phrase, end), expected));
