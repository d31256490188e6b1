import type { FatPartitionSpec, MachineSpec } from './disk-spec.ts';

/** The ids of oneDisk: PARTUUIDs of its partitions, UUIDs of the file systems on them. */
export const oneDiskIds = {
  esp: { partuuid: '3b9d0a5e-6c1f-4e28-8d74-19a2f0c6b5d1', uuid: '1D15-0E5B' },
  xbootldr: { partuuid: 'a4c81f27-52e9-4b3d-9f06-7d0e3c8b6a92', uuid: '1D15-B007' },
  root: { partuuid: 'e8f2b650-0d47-4c9a-b31e-52a6c7d4f083', uuid: '9a5e3c71-4b2d-4f60-8e19-c3d7a1b0f264' },
} as const;

/** What a root is cloned with; ssh for a clone on another machine. */
const packages = ['gdisk', 'e2fsprogs', 'openssh-client', 'openssh-server'];

const fat = (
  type: FatPartitionSpec['type'],
  differs: Pick<FatPartitionSpec, 'mebibytes' | 'mountpoint' | 'content'> & { tag: 'UUID' | 'PARTUUID' },
): FatPartitionSpec => {
  const { partuuid, uuid } = oneDiskIds[type];
  const { tag, ...rest } = differs;
  // As Debian's installer writes it, but for the patience: the clock of a guest runs away on a busy host, and a machine that
  // needs its partitions would give them up before they are looked for.
  const fstab = { tag, options: 'umask=0077,x-systemd.device-timeout=30min', pass: 2 } as const;
  return { type, partuuid, fat: 32, volumeId: uuid.replace('-', ''), fstab, ...rest };
};

/**
 * A machine with one disk (an ESP with the boot loader, an XBOOTLDR with entries and kernels, an ext4 root; fstab needs
 * them all) and a second one, `disk1`, that is blank and a little larger: a root that can be cloned.
 */
export function oneDisk(): MachineSpec {
  const { partuuid, uuid } = oneDiskIds.root;
  return {
    name: 'one-disk',
    packages,
    disks: [
      {
        name: 'disk0',
        mebibytes: 1310,
        partitions: [
          fat('esp', { mebibytes: 300, mountpoint: '/efi', content: 'loader-alone', tag: 'PARTUUID' }),
          fat('xbootldr', { mebibytes: 300, mountpoint: '/boot', content: 'entries', tag: 'UUID' }),
          { type: 'root', partuuid, mebibytes: 700, fileSystem: { kind: 'ext4', uuid } },
        ],
      },
      { name: 'disk1', mebibytes: 1400, partitions: [] },
    ],
  };
}
