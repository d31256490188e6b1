import t from 'tap';
import { readHoldings } from '../../src/gather/read-holdings.ts';

t.test('what a directory has of a system', async (t) => {
  const etc = {
    fstab: 'UUID=a / ext4\n',
    crypttab: '# a /dev/sda\n',
    kernel: { cmdline: 'root=PARTUUID=b' },
    default: { grub: 'A=b\n' },
  };
  const place = t.testdir({ etc, boot: { loader: { entries: {} } } });
  t.strictSame(readHoldings(place), {
    holdsRoot: true,
    holds: ['boot/loader/entries', 'etc/fstab', 'etc/kernel/cmdline'],
  });
  t.strictSame(readHoldings(`${place}/etc`), { holdsRoot: false, holds: ['fstab', 'kernel/cmdline'] });
  t.strictSame(readHoldings(`${place}/missing`), { holdsRoot: false, holds: [] });
});
