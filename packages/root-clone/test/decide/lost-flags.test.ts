import t from 'tap';
import { addFlags, type LostFlags, lostFlagsText } from '../../src/decide/lost-flags.ts';

t.test('flags that files lose, by name and count', async (t) => {
  const found: LostFlags = new Map();
  t.equal(lostFlagsText(found, '/'), null);
  addFlags(
    found,
    [
      '--------------e------- /src/plain',
      '----i---------e------- /src/etc/a b',
      '-----a--------e------- /src/var/log',
      ...[1, 2, 3, 4, 5].map((number) => `---------------C------ /src/vm/${number}`),
      'lsattr: nothing',
      '',
    ].join('\n'),
  );
  t.equal(
    lostFlagsText(found, '/src'),
    'flags of chattr are not copied: +i (immutable) of /etc/a b; +a (append only) of /var/log; +C (no copy on write) of /vm/1, /vm/2, /vm/3 and 2 more',
  );
});
