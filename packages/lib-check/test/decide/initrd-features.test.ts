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
  t.strictSame(features('usr/sbin/zpool', 'usr/lib/twinroot/degraded-root.sh'), ['zfs', 'twinroot-degraded']);
});
