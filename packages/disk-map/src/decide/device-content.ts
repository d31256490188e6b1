import type { BlockDevice } from '@twinroot/lib-blockdev';

/** What a device holds, as far as it matters for its UUID: two of one sort can stand for each other. */
export type Content = 'LUKS volume' | 'LVM physical volume' | 'RAID member' | 'swap' | 'file system';

const contents: Readonly<Record<string, Content>> = {
  crypto_LUKS: 'LUKS volume',
  LVM2_member: 'LVM physical volume',
  linux_raid_member: 'RAID member',
  swap: 'swap',
};

/** What a device holds; null for nothing that blkid knows. */
export function contentOf({ fstype }: BlockDevice): Content | null {
  return fstype === null ? null : (contents[fstype] ?? 'file system');
}
