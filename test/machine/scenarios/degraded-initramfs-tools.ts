import { degradedRoots } from '../stories/degraded.ts';

export const scenario = degradedRoots('RAID1 roots with initrds of initramfs-tools, each disk away or slow', [
  { kind: 'btrfs', maker: 'initramfs-tools' },
  // mdadm brings a script of its own.
  { kind: 'md', maker: 'initramfs-tools', comesUpAnyway: true },
]);
