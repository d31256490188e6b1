import t from 'tap';
import { isLiveSysroot, mountsBelow } from '../src/sysroot.ts';
import { mountAt } from '../src/table.ts';
import { mountsOf as table } from './mounts-fixture.ts';

const ids = (mounts: ReturnType<typeof table>) => mounts.map((mount) => mount.id);
const root = '10 1 0:26 /@ / btrfs';

t.test('a table below sysroot', async (t) => {
  const mounts = table(
    root,
    '20 10 8:2 / /mnt ext4',
    '21 20 0:5 / /mnt/proc proc',
    '22 20 8:1 / /mnt/efi0 vfat',
    '23 10 8:9 / /mnt2 vfat',
    '24 10 8:8 / /home ext4',
  );
  t.equal(isLiveSysroot(mounts, '/mnt'), true, 'it lists the proc that it was read from');
  t.equal(isLiveSysroot(mounts, '/home'), false);
  t.equal(isLiveSysroot([], '/'), true);
  const below = mountsBelow(mounts, '/mnt');
  t.strictSame(
    below.map((mount) => mount.mountpoint),
    ['/', '/proc', '/efi0'],
  );
  t.equal(mountAt(below, '/efi0')?.id, 22);
  const covered = table(root, '22 10 8:1 / /mnt/efi0 vfat', '20 10 8:2 / /mnt ext4');
  t.strictSame(ids(mountsBelow(covered, '/mnt')), [20], 'what a mount over sysroot covers is not below it');
  const plain = table(root, '21 10 0:5 / /mnt/proc proc', '22 10 8:1 / /mnt/efi0 vfat');
  t.equal(mountAt(mountsBelow(plain, '/mnt'), '/efi0')?.id, 22, 'sysroot need not be a mount point');
});
