import { degradedRoots } from '../stories/degraded.ts';

export const scenario = degradedRoots('RAID1 roots with initrds of dracut, each disk away or slow', [
  { kind: 'btrfs', maker: 'dracut' },
  { kind: 'md', maker: 'dracut' },
]);
