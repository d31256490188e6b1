import fc from 'fast-check';
import t from 'tap';
import { bytesOf, fileOf, textOf } from '../../src/decide/byte-path.ts';

t.test('text comes back as it was', async () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (text) =>
        textOf(bytesOf(text)) === text && Buffer.from(fileOf(bytesOf(text))).equals(Buffer.from(text)),
    ),
  );
});

t.test('any bytes are a name', async () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) =>
      Buffer.from(fileOf(Buffer.from(bytes).toString('latin1'))).equals(Buffer.from(bytes)),
    ),
  );
});

t.test('what is not UTF-8 is shown as what it cannot be', async (t) => {
  t.equal(textOf('caf\xe9'), 'caf\ufffd');
  t.equal(textOf('caf\xc3\xa9'), 'café');
});
