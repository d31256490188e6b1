import t from 'tap';
import { initrdDirectories, isInitrdName } from '../../src/decide/initrds.ts';
import { factsOf, mountsOf, usualVolumes } from '../machine-fixture.ts';

t.test('initrds by their names', async (t) => {
  for (const name of [
    'initrd',
    'initrd.img',
    'initrd.img-6.1.0-9-amd64',
    'initramfs-linux-fallback.img',
    'INITRD',
    'booster-linux.img',
    'arch-initramfs.img',
    'initramfs-6.5.x86_64.img',
  ])
    t.ok(isInitrdName(name), name);
  for (const name of [
    'vmlinuz-linux',
    'intel-ucode.img',
    'linux',
    'initrd.conf',
    'initramfs-linux.img.sig',
    'config-6.1',
  ])
    t.notOk(isInitrdName(name), name);
});

t.test('where they are', async (t) => {
  t.strictSame(initrdDirectories(usualVolumes()), ['/boot']);
  const efi = factsOf({ mounts: mountsOf('sda2 /', 'sdb2 /mnt/new', 'sdb1 /mnt/new/efi') });
  t.strictSame(initrdDirectories(efi.volumes), ['/boot', '/efi']);
});
