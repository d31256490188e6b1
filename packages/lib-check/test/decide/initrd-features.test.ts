import t from 'tap';
import { initrdFeatureFinder } from '../../src/decide/initrd-features.ts';

t.test('by names, as the makers of initrds have them', async (t) => {
  const features = (...paths: string[]) => {
    const finder = initrdFeatureFinder();
    for (const path of paths) finder.look(path);
    return finder.found();
  };
  t.strictSame(features('scripts/functions', 'sbin/mdadm', 'usr/bin/kmod'), ['initramfs-tools', 'mdadm']);
  t.strictSame(features('usr/lib/systemd/systemd', 'usr/lib/dracut/modules.txt', 'usr/sbin/mdraid_start'), [
    'systemd',
    'dracut',
    'md-last-resort',
  ]);
  t.strictSame(features('usr/lib/dracut-lib.sh', 'usr/lib/udev/rules.d/64-btrfs.rules'), ['dracut', 'btrfs']);
  t.strictSame(features('init_functions', 'usr/bin/btrfs', 'usr/bin/cryptsetup', 'usr/bin/lvm'), [
    'mkinitcpio',
    'btrfs',
    'cryptsetup',
    'lvm',
  ]);
  t.strictSame(features('usr/lib/systemd/systemd-cryptsetup', 'usr/lib/systemd/systemd-udevd'), [
    'cryptsetup',
  ]);
  t.strictSame(features('usr/lib/systemd/system/mdadm-last-resort@.timer'), ['md-last-resort']);
  const finder = initrdFeatureFinder(new Set(['btrfs', 'dm_crypt']));
  for (const name of ['fs/btrfs/btrfs.ko.xz', 'fs/ext4/ext4.ko', 'drivers/md/dm-crypt.ko', 'modules.dep'])
    finder.look(`usr/lib/modules/6.12.1/kernel/${name}`);
  t.strictSame(finder.modules(), ['6.12.1/btrfs', '6.12.1/dm_crypt'], 'of the modules those that are wanted');
  t.strictSame(features('usr/sbin/zpool', 'usr/lib/twinroot/degraded-root.sh'), ['zfs', 'twinroot-degraded']);
});
