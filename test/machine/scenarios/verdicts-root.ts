import { raidUuid } from '../guest/disk-spec.ts';
import { verdicts } from '../stories/verdicts.ts';

const both = (check: string | null) => ({ disk0: check, disk1: check });
/** Puts another initrd on both ESPs. */
const withInitrd = (name: string) => `cp $initrds/${name} "$one/$initrd"; cp $initrds/${name} "$two/$initrd"`;
/** Adds to the kernel's command line on both ESPs. */
const withOption = (option: string) => `sed -i 's/^options .*/& ${option}/' "/efi0/$entry" "/efi1/$entry"`;
/** A partition on the first disk, behind the others. */
const third = `echo 'size=64M, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, uuid=9c3f1b70-52d8-4e6a-8b1f-7a0d4c2e9f35' |
  sfdisk --quiet --no-reread --no-tell-kernel --append /dev/vda
partx --add --nr 3 /dev/vda; udevadm settle`;
const swap = `${third}
mkswap --quiet --uuid 2d7b9e04-6c1a-4f35-9d82-b5e0a4c7f318 /dev/vda3; udevadm settle`;

export const scenario = verdicts('what esp-check says of root, initrd and fstab, and what then happens', [
  { what: 'the initrd has not the hooks', script: withInitrd('plain'), alone: both('root') },
  { what: 'the initrd has no module of btrfs', script: withInitrd('no-btrfs'), alone: both('initrd') },
  { what: 'the hooks are switched off', script: withOption('twinroot.degraded=0'), alone: both('root') },
  {
    what: 'the initrd has not the hooks, and rootflags have degraded',
    script: `${withInitrd('plain')}; ${withOption('rootflags=degraded')}`,
    alone: both(null),
  },
  {
    what: "the mirror's entry names root by the other disk's partition",
    script: `sed -i "s/root=UUID=[^ ]*/root=PARTUUID=$(lsblk -ndo PARTUUID /dev/vda2)/" "/efi1/$entry"`,
    alone: { disk0: null, disk1: 'root' },
  },
  {
    what: 'data has the profile single',
    script: 'btrfs balance start -f -dconvert=single /',
    alone: both('root'),
  },
  {
    what: 'one chunk of data has the profile single',
    script: 'btrfs balance start -f -dconvert=single,limit=1 /',
    alone: both('either'),
  },
  {
    what: 'the modules of the kernel are gone, those of another are there',
    script: 'mv "/usr/lib/modules/$release" /usr/lib/modules/6.1.0-1-cloud-amd64',
    alone: { disk1: 'modules' },
  },
  {
    what: "fstab has the first disk's ESP without nofail",
    // As distributions have it, without the laboratory's short patience.
    script: "sed -i '/\\/efi0/s/,nofail,x-systemd.device-timeout=10s//' /etc/fstab; systemctl daemon-reload",
    alone: { disk0: null, disk1: 'mounts' },
  },
  {
    what: 'fstab has a subvolume of the root without nofail',
    script: `btrfs subvolume create /srv/data; mkdir /data
echo 'UUID=${raidUuid} /data btrfs subvol=srv/data 0 0' >>/etc/fstab; systemctl daemon-reload`,
    alone: both(null),
  },
  {
    what: 'fstab has swap on the first disk without nofail',
    script: `${swap}; echo '/dev/disk/by-uuid/2d7b9e04-6c1a-4f35-9d82-b5e0a4c7f318 none swap sw 0 0' >>/etc/fstab; systemctl daemon-reload`,
    alone: { disk1: null },
  },
  {
    what: 'a hibernation would be resumed from the first disk',
    script: `${swap}; ${withOption('resume=UUID=2d7b9e04-6c1a-4f35-9d82-b5e0a4c7f318')}`,
    alone: { disk1: null },
  },
  {
    what: 'crypttab has a volume on the first disk without nofail',
    script: `${third}; head -c 32 /dev/urandom >/etc/key; echo 'data PARTUUID=9c3f1b70-52d8-4e6a-8b1f-7a0d4c2e9f35 /etc/key luks' >>/etc/crypttab`,
    alone: { disk1: null },
  },
]);
