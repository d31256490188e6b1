import t from 'tap';
import { bytesPath, shownPath, textPath } from '../../src/decide/bytes-path.ts';

t.test('paths whose names need not be UTF-8', async (t) => {
  t.strictSame(bytesPath('/é', ''), Buffer.from('/é'));
  t.strictSame(bytesPath('/é', 'a/\xff'), Buffer.from([0x2f, 0xc3, 0xa9, 0x2f, 0x61, 0x2f, 0xff]));
  t.equal(textPath(Buffer.from('/é')), '/é');
  t.equal(textPath(Buffer.from([0x2f, 0xff])), null);
  t.equal(shownPath('\xc3\xa9'), 'é');
  t.match(shownPath('a\xff'), /^a/);
});
