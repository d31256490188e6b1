import type { MachineSpec } from './disk-spec.ts';

/** A Debian that stands for a live system, on `live`, and two blank disks to install on. */
export function liveAndBlank(): MachineSpec {
  return {
    name: 'live-and-blank',
    packages: ['initramfs-tools', 'zstd', 'systemd-ukify', 'systemd-boot-efi'],
    keepsBoot: true,
    disks: [
      { name: 'disk0', mebibytes: 2700, partitions: [] },
      { name: 'disk1', mebibytes: 2700, partitions: [] },
      {
        name: 'live',
        mebibytes: 1500,
        partitions: [
          {
            type: 'esp',
            partuuid: '5e8a2c71-90bd-4f36-a1e4-c73b6d0f8259',
            mebibytes: 300,
            fat: 32,
            volumeId: '11FE0001',
            mountpoint: null,
            content: 'loader',
          },
          {
            type: 'root',
            partuuid: '7b1d4f93-c6e0-4a58-92f7-0d8e3a5c6b14',
            mebibytes: 1190,
            fileSystem: { kind: 'ext4', uuid: '0c9b7a3e-5d41-4e68-b2f0-a8d6c4e2f193' },
          },
        ],
      },
    ],
  };
}
