import { type BlockDevice, partitionNumber } from '@twinroot/lib-blockdev';

/** How what a device holds gets another UUID, by its type. None of these may be mounted or open then. */
const commands: Readonly<Record<string, (node: string) => string>> = {
  ext2: (node) => `tune2fs -U random ${node}`,
  ext3: (node) => `tune2fs -U random ${node}`,
  ext4: (node) => `tune2fs -U random ${node}`,
  // Of mtools; fatlabel has this since dosfstools 4.2.
  vfat: (node) => `mlabel -s -n -i ${node} ::, or fatlabel --volume-id --reset ${node}`,
  msdos: (node) => `mlabel -s -n -i ${node} ::, or fatlabel --volume-id --reset ${node}`,
  xfs: (node) => `xfs_admin -U generate ${node}`,
  btrfs: (node) => `btrfstune -u ${node}`,
  swap: (node) => `swaplabel -U "$(uuidgen)" ${node}`,
  crypto_LUKS: (node) => `cryptsetup luksUUID --uuid "$(uuidgen)" ${node}`,
  LVM2_member: (node) => `vgimportclone ${node}`,
};

/** The command that gives the content of a device a UUID of its own. */
export function newUuidCommand({ fstype, path }: BlockDevice): string {
  return commands[fstype ?? '']?.(path) ?? `the tools of ${fstype ?? 'its file system'}`;
}

/** The command that gives a partition a PARTUUID of its own: in an MBR it is made of the disk's id and the number. */
export function newPartuuidCommand(partition: BlockDevice): string {
  const disk = partition.disk ?? 'its disk';
  if (partition.pttype === 'dos') return `sfdisk --disk-id ${disk} 0xNNNNNNNN`;
  return `sgdisk -u ${partitionNumber(partition) ?? 'N'}:R ${disk}`;
}
