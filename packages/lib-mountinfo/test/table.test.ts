import t from 'tap';
import { parseMountinfo } from '../src/parse.ts';
import { isAutofs, isReadOnly, mountAt, mountHolding, mountsOf, visibleMounts } from '../src/table.ts';
import { mountsOf as table } from './mounts-fixture.ts';

const ids = (mounts: ReturnType<typeof table>) => mounts.map((mount) => mount.id);
const root = '10 1 0:26 /@ / btrfs';

t.test('what a path leads to', async (t) => {
  const cases: [string, string[], string, number | undefined][] = [
    ['a plain mount', [root, '11 10 8:1 / /efi0 vfat'], '/efi0', 11],
    ['with a slash behind', [root, '11 10 8:1 / /efi0 vfat'], '/efi0/', 11],
    ['no mount point', [root, '11 10 8:1 / /efi0 vfat'], '/efi', undefined],
    ['a directory below', [root, '11 10 8:1 / /efi0 vfat'], '/efi0/EFI', undefined],
    ['the top of a stack', [root, '11 10 8:1 / /boot vfat', '12 11 8:17 / /boot vfat'], '/boot', 12],
    ['the top, listed first', [root, '12 11 8:17 / /boot vfat', '11 10 8:1 / /boot vfat'], '/boot', 12],
    ['a triggered autofs', [root, '11 10 0:44 / /efi autofs', '12 11 8:1 / /efi vfat'], '/efi', 12],
    ['one that waits', [root, '11 10 0:44 / /efi autofs'], '/efi', 11],
    [
      'below a covered directory',
      [root, '11 10 8:2 / /boot/efi vfat', '12 10 8:3 / /boot ext4'],
      '/boot/efi',
      undefined,
    ],
    ['the root over rootfs', ['1 1 0:2 / / rootfs', '10 1 8:2 / / ext4'], '/', 10],
    ['in a chroot whose root is no mount', ['11 99 8:1 / /efi vfat'], '/efi', 11],
    ['parent is not listed', [root, '11 99 8:1 / /efi vfat'], '/efi', 11],
    ['an empty table', [], '/efi', undefined],
    ['a ring of parents', ['2 3 8:1 / /a vfat', '3 2 8:2 / /a vfat', root], '/a', undefined],
  ];
  for (const [name, mounts, path, id] of cases) t.equal(mountAt(table(...mounts), path)?.id, id, name);
});

t.test('visible mounts', async (t) => {
  const mounts = table(
    root,
    '11 10 8:1 / /boot vfat',
    '12 11 8:17 / /boot vfat',
    '13 10 8:1 / /efi0 vfat',
    '14 10 8:1 /EFI /srv/efi vfat',
    '15 10 8:1 / /gone//deleted vfat',
  );
  t.strictSame(ids(visibleMounts(mounts)), [10, 12, 13, 14]);
  t.strictSame(
    ids(mountsOf(mounts, '8:1')),
    [13],
    'a covered mount and a bind of a directory are no mounts of it',
  );
  t.strictSame(ids(mountsOf(mounts, '8:17')), [12]);
  t.strictSame(ids(mountsOf(mounts, '0:26')), [], 'a subvolume');
});

t.test('read-only by the mount, or by the file system', async (t) => {
  const mount = (options: string, superOptions: string) =>
    parseMountinfo(`1 0 8:1 / /efi ${options} - vfat x ${superOptions}`).map(isReadOnly);
  t.strictSame(mount('rw', 'rw'), [false]);
  t.strictSame(mount('ro,nosuid', 'rw'), [true]);
  t.strictSame(mount('rw', 'ro'), [true]);
  t.strictSame(mount('rw', 'rw,errors=remount-ro'), [false]);
  t.strictSame(table('1 0 0:44 / /efi autofs', '2 1 8:1 / /efi vfat').map(isAutofs), [true, false]);
});

t.test('thousands of mounts, each in another', async (t) => {
  const path = (depth: number) => '/a'.repeat(depth) || '/';
  const depth = 2000; // as deep as PATH_MAX lets the kernel go
  const mounts = table(
    ...Array.from({ length: depth + 1 }, (_, at) => `${at + 10} ${at + 9} 8:${at} / ${path(at)} ext4`),
  );
  t.equal(visibleMounts(mounts).length, depth + 1);
  for (let at = 1; at <= depth; at += 1) {
    if (mountAt(mounts, path(at))?.id !== at + 10) t.fail(`at depth ${at}`);
    if (mountHolding(mounts, `${path(at)}/b`)?.id !== at + 10) t.fail(`below depth ${at}`);
    if (mountsOf(mounts, `8:${at}`).length !== 1) t.fail(`device ${at}`);
  }
});

t.test('a mount point that was unlinked is none of that name', async (t) => {
  const mounts = table(root, '11 10 8:1 / /gone//deleted vfat', '12 10 8:2 / /gone/deleted vfat');
  t.equal(mountAt(mounts, '/gone/deleted')?.id, 12);
  t.equal(mountAt(table(root, '11 10 8:1 / /gone//deleted vfat'), '/gone/deleted'), null);
});
