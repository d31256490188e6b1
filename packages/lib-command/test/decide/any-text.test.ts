import fc from 'fast-check';
import t from 'tap';
import { parseArgv } from '../../src/decide/argv.ts';
import { oneLine } from '../../src/decide/one-line.ts';
import { spec } from '../fixture.ts';

const free = { ...spec, operands: { ...spec.operands, max: Number.POSITIVE_INFINITY } };
const word = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('-', '--', '-x', '007', '12e4', '0x1F', '', 'true', '__proto__'),
);

function parsed(args: readonly string[]) {
  const call = parseArgv(free, args);
  return call.kind === 'run' ? call : t.fail('not run');
}

t.test('any value comes back as it was given', async () => {
  fc.assert(
    fc.property(word, (text) => {
      const call = parsed([`--token=${text}`]);
      return typeof call === 'object' && call.values.get('token') === text;
    }),
  );
});

t.test('any values of a repeatable option come back in their order', async (t) => {
  fc.assert(
    fc.property(fc.array(word), (texts) => {
      const call = parsed(texts.map((text) => `--exclude=${text}`));
      if (typeof call === 'object') t.same(call.values.get('exclude'), texts);
    }),
  );
});

t.test('any operands after -- come back in their order', async (t) => {
  fc.assert(
    fc.property(
      fc.array(word),
      fc.array(word.filter((text) => !text.startsWith('-') || text === '-')),
      (after, before) => {
        const call = parsed([...before, '--', ...after]);
        if (typeof call === 'object') t.same(call.operands, [...before, ...after]);
      },
    ),
  );
});

t.test('any text is one line without control characters, and stays one', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = oneLine(text);
      return !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u.test(line) && oneLine(line) === line;
    }),
  );
});
