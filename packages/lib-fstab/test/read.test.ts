import t from 'tap';
import { readFstab } from '../src/read.ts';

t.test('the fstab of a machine', async (t) => {
  t.strictSame(await readFstab(t.testdir({ etc: { fstab: '/dev/sda1 / ext4\n' } })), [
    { source: '/dev/sda1', mountpoint: '/', fstype: 'ext4' },
  ]);
  t.strictSame(await readFstab(t.testdir({ etc: {} })), [], 'none');
  t.rejects(readFstab(t.testdir({ etc: { fstab: {} } })), { code: 'EISDIR' }, 'no file');
});
