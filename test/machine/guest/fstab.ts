import type { FatPartitionSpec, FstabSpec, MachineSpec, RootPartitionSpec } from './disk-spec.ts';

/** The image with the commands, see tools.ts. */
const tools = '/dev/disk/by-id/virtio-tools /opt/twinroot ext4 ro,nofail 0 0';

/** Of a partition that may be missing, as a mirror may. */
const usual: FstabSpec = {
  tag: 'PARTUUID',
  options: 'umask=0077,nodev,nosuid,noexec,nofail,x-systemd.device-timeout=10s',
  pass: 0,
};

/** The file systems table of a machine's root. A btrfs RAID1 has no line there: it stays as it was mounted. */
export function fstabOf({ disks }: MachineSpec): string {
  const partitions = disks.flatMap((disk) => disk.partitions);
  const roots = partitions.flatMap((partition) => (partition.type === 'root' ? rootLines(partition) : []));
  const others = partitions.flatMap((partition) => (partition.type === 'root' ? [] : fatLines(partition)));
  return [...roots, tools, ...others].map((line) => `${line}\n`).join('');
}

function rootLines({ fileSystem }: RootPartitionSpec): readonly string[] {
  return fileSystem.kind === 'ext4' ? [`UUID=${fileSystem.uuid} / ext4 errors=remount-ro 0 1`] : [];
}

function fatLines({ mountpoint, partuuid, volumeId, fstab = usual }: FatPartitionSpec): readonly string[] {
  if (mountpoint === null) return [];
  const ids = { UUID: volumeId.replace(/^.{4}/, '$&-'), PARTUUID: partuuid };
  return [`${fstab.tag}=${ids[fstab.tag]} ${mountpoint} vfat ${fstab.options} 0 ${fstab.pass}`];
}
