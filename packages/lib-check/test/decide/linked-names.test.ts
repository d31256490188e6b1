import t from 'tap';
import { linkedNames } from '../../src/decide/linked-names.ts';

t.test('names that only udev can lead to a device', async (t) => {
  const fstab = `/dev/disk/by-id/dm-uuid-LVM-x / ext4 defaults 0 1
/dev/disk/by-uuid/x /home ext4 defaults 0 1
ID=nvme-Foo_1-part3 /srv ext4 defaults 0 1
PARTUUID=x /efi0 vfat nofail 0 0`;
  const texts = [
    fstab,
    'options root=/dev/disk/by-path/pci-0000:00:06.0-nvme-1-part2 rw\noptions root=/dev/md/root',
    'a /dev/disk/by-partlabel/x /key:/dev/disk/by-id/usb-Stick-part1 luks',
    '/dev/disk/by-id/../../sda',
    '/x/dev/disk/by-id/no',
  ];
  t.strictSame(linkedNames(texts), [
    '/dev/disk/by-id/dm-uuid-LVM-x',
    '/dev/disk/by-id/nvme-Foo_1-part3',
    '/dev/disk/by-path/pci-0000',
    '/dev/disk/by-path/pci-0000:00',
    '/dev/disk/by-path/pci-0000:00:06.0-nvme-1-part2',
    '/dev/md/root',
    '/dev/disk/by-id/usb-Stick-part1',
  ]);
});
