import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readTextBelow } from '../src/read-text-below.ts';

t.test('a link leads where it leads on that machine', async (t) => {
  const directory = t.testdir({ fstab: 'outside', root: { etc: { static: { fstab: 'inside' } }, proc: {} } });
  const root = join(directory, 'root');
  symlinkSync('/etc/static/fstab', join(root, 'etc/fstab'));
  symlinkSync('../../../fstab', join(root, 'etc/up'));
  symlinkSync(join(directory, 'fstab'), join(root, 'etc/out'));
  t.equal(readTextBelow(root, '/etc/fstab'), 'inside');
  t.equal(readTextBelow(root, '/etc/up'), null, 'none leads out');
  t.equal(readTextBelow(root, '/etc/out'), null);
  t.equal(readTextBelow(root, '/etc/none/fstab'), null);
  t.equal(readTextBelow('/', join(root, 'etc/static/fstab')), 'inside');
  t.throws(() => readTextBelow(root, '/etc'), { code: 'EISDIR' });
});
