import fc from 'fast-check';
import t from 'tap';
import { escapeField, unescapeField } from '../src/escape.ts';
import { anyText, runs } from './any-records.ts';

t.test('a text and its field', async (t) => {
  const cases: readonly [text: string | null, field: string][] = [
    [null, '-'],
    ['', '""'],
    ['-', '\\055'],
    ['--', '--'],
    ['-a', '-a'],
    ['""', '\\042"'],
    ['"', '"'],
    ['"""', '"""'],
    ['"a"', '"a"'],
    ['/efi', '/efi'],
    [' ', '\\040'],
    ['a b\tc\nd', 'a\\040b\\011c\\012d'],
    ['#1', '\\0431'],
    ['\\', '\\134'],
    ['\\040', '\\134040'],
    ['\0', '\\000'],
    ['\r', '\\015'],
    ['\u001b[2J', '\\033[2J'],
    ['\u007f', '\\177'],
    ['\u0085', '\\302\\205'],
    ['\u009b2J', '\\302\\2332J'],
    ['\u2028\u2029', '\\342\\200\\250\\342\\200\\251'],
    ['\u202egnp', '\\342\\200\\256gnp'],
    ['é€😀', 'é€😀'],
    ['\ufeffa', '\ufeffa'],
    ['\u00a0', '\u00a0'],
  ];
  for (const [text, field] of cases) {
    t.equal(escapeField(text), field);
    t.equal(unescapeField(field), text);
  }
});

t.test('a field that is written otherwise is read all the same', async (t) => {
  t.equal(unescapeField('\\141\\142'), 'ab');
  t.equal(unescapeField('\\303\\251'), 'é');
  t.equal(unescapeField('\\042\\042'), '""');
  t.equal(unescapeField('\\357\\273\\277a'), '\ufeffa');
  t.equal(unescapeField('\u202e'), '\u202e');
});

t.test('fields that are refused', async (t) => {
  const cases = [
    '\\',
    '\\9',
    '\\04',
    '\\0 4',
    '\\048',
    '\\084',
    '\\400',
    '\\777',
    '\\x41',
    'a\\',
    '\\1é1',
    '\\303',
    '\\377',
    '\\303\\050',
    '\\300\\200',
    '\\355\\240\\200',
    'a b',
    'a#b',
    '#',
    'a\u001bb',
    'a\0',
    '\u007f',
    '\u0085',
    '\u2028',
    '\ud800',
    '\ud800\\040',
  ];
  for (const [index, field] of cases.entries()) {
    t.throws(() => unescapeField(field), { name: 'RecordError', code: 'ESCAPE' }, `field ${index}`);
  }
});

t.test('a refusal says where', async (t) => {
  t.throws(() => unescapeField('\\9', { line: 7, field: 'UUID' }), {
    code: 'ESCAPE',
    line: 7,
    field: 'UUID',
  });
});

t.test('a text without UTF-8 is not written', async (t) => {
  t.throws(() => escapeField('a\ud800'), { code: 'ESCAPE' });
  t.throws(() => escapeField('\udc00'), { code: 'ESCAPE' });
});

t.test('any text comes back, from a field without blanks and control characters', async () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const field = escapeField(text);
      return field !== '' && !/[ #\p{Cc}\p{Zl}\p{Zp}]/u.test(field) && unescapeField(field) === text;
    }),
    runs,
  );
});
