import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readBuiltin, readTextLinks } from '../../src/gather/read-host.ts';

t.test('of each kernel that tells, which of the wanted modules are built in', async (t) => {
  const root = t.testdir({
    usr: {
      lib: {
        modules: {
          '6.1': { 'modules.builtin': 'kernel/fs/ext4/ext4.ko\nkernel/fs/xfs/xfs.ko\n' },
          '6.2': { 'modules.builtin': '' },
          '6.3': {},
        },
      },
    },
  });
  t.strictSame(
    readBuiltin(root, new Set(['ext4', 'btrfs'])),
    new Map([
      ['6.1', ['ext4']],
      ['6.2', []],
    ]),
  );
  t.strictSame(readBuiltin(t.testdir({}), new Set(['ext4'])), new Map());
});

t.test('where fstab is', async (t) => {
  const root = t.testdir({ conf: { fstab: '' }, etc: {} });
  const link = (target: string) => {
    symlinkSync(target, join(root, 'etc/fstab'));
    return readTextLinks(root);
  };
  t.strictSame(link('/conf/fstab'), new Map([['/etc/fstab', '/conf/fstab']]));
  for (const target of ['fstab', '/nowhere']) {
    const other = t.testdir({ etc: {} });
    symlinkSync(target, join(other, 'etc/fstab'));
    t.strictSame(readTextLinks(other), new Map(), target);
  }
  t.strictSame(readTextLinks(t.testdir({ etc: { fstab: '' } })), new Map());
});
