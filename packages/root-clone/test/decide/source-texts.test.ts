import t from 'tap';
import {
  bootDirectories,
  isImage,
  isMadeApart,
  kindOf,
  madeApart,
  type TextKind,
  textDirectories,
} from '../../src/decide/source-texts.ts';

const directories = bootDirectories(['/', '/efi0', '/boot']);

t.test('directories of boot loaders', async (t) => {
  t.strictSame(directories, ['/boot', '/boot/efi', '/efi', '/efi0'], 'each once, and never the root');
});

t.test('the kind of a file', async (t) => {
  const cases: [path: string, kind: TextKind | null, isApart: boolean][] = [
    ['/etc/fstab', 'fstab', true],
    ['/etc/crypttab', 'crypttab', true],
    ['/etc/fstab.d', null, false],
    ['/boot/etc/fstab', null, false],
    ['/etc/kernel/cmdline', 'cmdline', true],
    ['/etc/kernel/cmdline.bak', 'setting', false],
    ['/etc/default/grub', 'setting', false],
    ['/etc/systemd/system/srv.mount', 'setting', false],
    ['/usr/lib/systemd/system/srv.mount', null, false],
    ['/boot/grub/grub.cfg', 'loader', false],
    ['/efi0/EFI/debian/grub.cfg', 'loader', false],
    ['/boot/limine.conf', 'loader', false],
    ['/srv/grub.cfg', null, false],
    ['/etc/cmdline.d/a.conf', 'cmdline', true],
    ['/etc/cmdline.d/a.txt', null, false],
    ['/etc/cmdline.d/a/b.conf', null, false],
    ['/etc/machine-id', 'machine-id', false],
    ['/etc/kernel/entry-token', 'entry-token', false],
    ['/boot/loader/loader.conf', 'loader-conf', true],
    ['/boot/efi/loader/loader.conf', 'loader-conf', true],
    ['/efi0/loader/entries/a.conf', 'entry', true],
    ['/efi0/loader/entries/A.CONF', 'entry', true],
    ['/efi1/loader/entries/a.conf', null, false],
    ['/loader/entries/a.conf', null, false],
    ['/boot/loader/entries/a/b.conf', null, false],
    ['/boot/loader/entries/a.conf.bak', null, false],
    ['/boot/loader/entries.srel', null, false],
    ['/boot/loader/random-seed', null, false],
  ];
  for (const [path, kind, isApart] of cases) {
    t.equal(kindOf(path, directories), kind, path);
    t.equal(isMadeApart(path, directories), isApart, path);
  }
});

t.test('each of them is read, is copied by nothing else, and is looked for in the clone', async (t) => {
  const paths = [
    '/etc/fstab',
    '/etc/crypttab',
    '/etc/kernel/cmdline',
    '/etc/cmdline.d/a.conf',
    '/efi0/loader/loader.conf',
    '/efi0/loader/entries/a.conf',
  ];
  const apart = madeApart(directories, false);
  for (const path of paths) {
    t.ok(
      apart.some((each) => path === each || path.startsWith(`${each}/`)),
      `${path} is apart`,
    );
    t.ok(
      textDirectories(directories).includes(path.slice(0, path.lastIndexOf('/'))),
      `${path} is looked for`,
    );
  }
  for (const path of ['/efi0/loader/random-seed', '/boot/loader/esp-sync', '/efi0/loader/esp-kept'])
    t.ok(apart.includes(path), path);
  t.notOk(apart.includes('/etc/kernel/entry-token'));
  t.ok(madeApart(directories, true).includes('/etc/kernel/entry-token'));
});

t.test('unified kernel images of boot volumes', async (t) => {
  const cases: [path: string, is: boolean][] = [
    ['/efi0/EFI/Linux/a.efi', true],
    ['/efi0/efi/linux/A.EFI', true],
    ['/boot/EFI/Linux/a.efi', false],
    ['/efi0/EFI/Linux/a.efi.extra.d/b.efi', false],
    ['/efi0/EFI/BOOT/BOOTX64.EFI', false],
    ['/efi0/x/EFI/Linux/a.efi', false],
    ['/efi0/EFI/Linux/a.conf', false],
  ];
  for (const [path, is] of cases) t.equal(isImage(path, ['/efi0']), is, path);
});
