import fc from 'fast-check';
import t from 'tap';
import { EfivarError } from '../src/efivar-error.ts';
import { decodeLoadOption, encodeLoadOption, loadOptionActive } from '../src/load-option.ts';
import { end, gptNode, hex, join, loadOption, text16 } from './bytes.ts';

const decode = (value: Uint8Array) => decodeLoadOption({ name: 'Boot0001', attributes: 7, value });
const path = join(gptNode, end);

t.test('all parts', async (t) => {
  const option = decode(loadOption('Démarrage 启动 😀', path, text16('quiet')));
  t.equal(option.attributes, 1);
  t.equal(option.description, 'Démarrage 启动 😀');
  t.equal(option.path.flat().length, 1);
  t.strictSame(option.optionalData, text16('quiet'));
});

t.test('an empty description, an empty path, no data', async (t) => {
  t.equal(decode(loadOption('', path)).description, '');
  t.strictSame(decode(loadOption('', hex(''))).path, [[]]);
  t.equal(decode(loadOption('x', path)).optionalData.length, 0);
});

t.test('malformed', async (t) => {
  const cases: [string, Uint8Array, string][] = [
    ['nothing', hex(''), 'LOAD_OPTION'],
    ['no room for the length', hex('0100000004'), 'LOAD_OPTION'],
    ['no description', hex('010000000400'), 'LOAD_OPTION'],
    [
      'a description without an end',
      join(hex('010000000000'), text16('Linux').subarray(0, -2)),
      'LOAD_OPTION',
    ],
    ['a description cut in the middle of a character', hex('010000000000 41 00 00'), 'LOAD_OPTION'],
    [
      'a path that is longer than the variable',
      loadOption('x', path, hex(''), path.length + 1),
      'LOAD_OPTION',
    ],
    ['the longest path there can be', loadOption('x', path, hex(''), 0xffff), 'LOAD_OPTION'],
    ['a path that is cut by its own length', loadOption('x', path, hex(''), 7), 'DEVICE_PATH'],
  ];
  for (const [name, value, code] of cases)
    t.throws(() => decode(value), { code, variable: 'Boot0001' }, name);
});

t.test('any bytes end, in an answer or in an EfivarError', async () => {
  const whole = loadOption('Linux', path, text16('quiet'));
  const spoilt = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => whole.with(at, byte));
  const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), spoilt, cut), (value) => {
      try {
        decode(value);
      } catch (error) {
        if (!(error instanceof EfivarError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

t.test('encoded, it is what it was', async (t) => {
  const parts = {
    attributes: loadOptionActive,
    description: 'Größe 启动 😀',
    path,
    optionalData: text16('quiet'),
  };
  t.strictSame(
    Buffer.from(encodeLoadOption(parts)),
    Buffer.from(loadOption('Größe 启动 😀', path, text16('quiet'))),
  );
  const { description, optionalData } = decode(encodeLoadOption({ ...parts, description: '' }));
  t.strictSame([description, Buffer.from(optionalData)], ['', Buffer.from(text16('quiet'))]);
  t.throws(() => encodeLoadOption({ ...parts, description: 'a\0b' }), RangeError);
  t.throws(() => encodeLoadOption({ ...parts, path: new Uint8Array(0x10000) }), RangeError);
});
