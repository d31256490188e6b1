import { machineId } from './configure.ts';
import { raidUuid } from './disk-spec.ts';

/** A directory in links/ that makeGenerations makes. */
const links = '20260101000001LLLLllll';

/**
 * A script for the guest that makes generations by hand, of the root that runs: sealed snapshots, each with the kernel and the initrd of
 * version 6.12.1, a line for itself in its fstab, and its id in /etc/generation. `current` leads to the first of them.
 *
 * @param change what is different about them, before they are sealed; in the top of the btrfs
 */
export function makeGenerations(ids: readonly string[], change = ''): string {
  return `set -e
mkdir -p /mnt
mount -o subvolid=5 "$(findmnt --noheadings --output SOURCE / | sed 's/\\[.*//')" /mnt
cd /mnt
release=$(uname -r)
mkdir -p snapshots links/${links} next commons
generation() {
  mkdir snapshots/$1
  btrfs subvolume snapshot / snapshots/$1/@ >/dev/null
  root=snapshots/$1/@
  mkdir -p $root/boot $root/usr/lib/modules/$release
  cp /efi0/${machineId}/6.12.1/linux $root/boot/vmlinuz-$release
  cp /efi0/${machineId}/6.12.1/initrd $root/boot/initrd.img-$release
  echo "UUID=${raidUuid} / btrfs subvol=/snapshots/$1/@,ro 0 0" >>$root/etc/fstab
  echo $1 >$root/etc/generation
}
for id in ${ids.join(' ')}; do generation $id; done
${change}
for id in ${ids.join(' ')}; do btrfs property set -ts snapshots/$id/@ ro true; done
for slot in 0 1 2 3; do ln -s ../../snapshots/${ids[0]} links/${links}/$slot; done
ln -s ./links/${links} current
cd /; umount /mnt; sync`;
}
