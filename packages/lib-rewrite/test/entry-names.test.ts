import t from 'tap';
import { entryNames } from '../src/entry-names.ts';

t.test('the entries of a directory', async (t) => {
  t.strictSame(
    entryNames([
      'b.conf',
      'a+3.CONF',
      '.conf',
      'TWIN0000.TMP',
      '.a.conf',
      'a.conf~',
      'conf',
      'a.conf.bak',
      'x.efi',
    ]),
    ['a+3.CONF', 'b.conf'],
  );
});
