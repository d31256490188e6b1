import { parseMap } from '@twinroot/lib-idmap';
import t from 'tap';
import { kernelNamesWritten } from '../../src/decide/kernel-names.ts';

const pairs = parseMap('/dev/sda2 /dev/sdb2\nUUID=a UUID=b\n', 'map');
const offered = pairs.map((pair) => ({ ...pair, isOffered: true }));

t.test('names of the kernel in texts of the clone', async (t) => {
  const cases: [text: string, count: number][] = [
    ['/dev/sdb2 / ext4 defaults 0 1\n', 1],
    ['/dev/sdb2 / ext4\n/dev/sdb2 /a ext4\n', 1],
    ['options root=/dev/sdb2 rw', 1],
    ['GRUB_CMDLINE_LINUX="resume=/dev/sdb2"', 1],
    ['/dev/sdb21 / ext4', 0],
    ['/mnt/dev/sdb2', 0],
    ['UUID=b / ext4', 0],
    ['', 0],
  ];
  for (const [text, count] of cases) {
    const said = kernelNamesWritten(offered, [{ path: '/etc/fstab', kind: 'fstab', text }]);
    t.equal(said.length, count, text);
    for (const each of said) t.match(each, /^\/etc\/fstab .*\/dev\/sdb2/);
  }
  const text = '/dev/sdb2 / ext4';
  t.strictSame(kernelNamesWritten(pairs, [{ path: '/etc/fstab', kind: 'fstab', text }]), [], 'it is meant');
});
