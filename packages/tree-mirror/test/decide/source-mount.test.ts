import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { whyOtherSource } from '../../src/decide/source-mount.ts';

const [mount = null] = parseMountinfo('36 35 8:3 /data\\040one /srv rw - ext4 /dev/sda3 rw\n');

t.test('the mount that a source was read from, and the one that it is on', async (t) => {
  const cases: [read: string | null, isSame: boolean][] = [
    [null, true],
    ['36 8:3 /data one', true],
    ['37 8:3 /data one', false],
    ['36 8:4 /data one', false],
    ['36 8:3 /', false],
    ['36 8:3 /data one ', false],
  ];
  for (const [read, isSame] of cases) t.equal(whyOtherSource(read, mount) === null, isSame, String(read));
  t.type(whyOtherSource('36 8:3 /data one', null), 'string', 'on no known mount');
  t.equal(whyOtherSource(null, null), null);
});
