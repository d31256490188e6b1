import t from 'tap';
import { decodeVariable, numberValue, textValue } from '../src/variable.ts';
import { hex } from './bytes.ts';

t.test('attributes and value', async (t) => {
  t.match(decodeVariable('BootCurrent', hex('06000000 0100')), { name: 'BootCurrent', attributes: 6 });
  t.equal(numberValue(decodeVariable('BootCurrent', hex('06000000 0a01'))), 0x010a);
  t.equal(decodeVariable('X', hex('07000000')).value.length, 0, 'an empty value');
});

t.test('texts', async (t) => {
  const text = (bytes: string) => textValue(decodeVariable('X', hex(`07000000${bytes}`)));
  t.equal(text('4100 4200 0000'), 'AB');
  t.equal(text('4100 4200'), 'AB', 'without a NUL');
  t.equal(text('4100 0000 4200'), 'A', 'the first NUL ends it');
  t.equal(text('3dd8 00de 0000'), '😀');
  t.equal(text('3dd8'), '\ud83d', 'half a pair');
  t.equal(text(''), '');
});

t.test('malformed', async (t) => {
  for (const bytes of ['', '07', '070000'])
    t.throws(() => decodeVariable('X', hex(bytes)), { code: 'SHORT', variable: 'X' });
  t.throws(() => textValue(decodeVariable('X', hex('07000000 410042'))), {
    code: 'UTF16',
    variable: 'X',
    offset: 2,
  });
  for (const bytes of ['', '01', '010000']) {
    t.throws(
      () => numberValue(decodeVariable('BootCurrent', hex(`06000000${bytes}`))),
      { code: 'SHORT' },
      bytes,
    );
  }
});
