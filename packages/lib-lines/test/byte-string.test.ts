import t from 'tap';
import { byteString, readableText } from '../src/byte-string.ts';

t.test('texts and bytes', async (t) => {
  t.equal(byteString('/boot'), '/boot');
  t.equal(byteString('Größe'), 'Gr\xc3\xb6\xc3\x9fe');
  for (const text of ['', '/boot', 'Größe', '\0', '日本']) t.equal(readableText(byteString(text)), text);
  t.equal(readableText('Gr\xf6\xdfe'), 'Größe', 'what is no UTF-8 is taken for Latin-1');
});
