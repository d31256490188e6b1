import { join } from 'node:path';
import { failureText } from '@twinroot/lib-failure';
import { readFreeSpace } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';

/**
 * The member with its free bytes as they are now: null when it is mounted nowhere or cannot be asked (ENOENT, EACCES, EIO),
 * then with a warning.
 */
export async function readFree(
  sysroot: string,
  member: EspMember,
): Promise<{ readonly member: EspMember; readonly warning: string | null }> {
  const { mountpoint } = member;
  if (mountpoint === null) return { member: { ...member, free: null }, warning: null };
  try {
    const { free } = await readFreeSpace(join(sysroot, mountpoint));
    return { member: { ...member, free }, warning: null };
  } catch (error) {
    const warning = `cannot determine the free space at ${mountpoint}: ${failureText(error)}, ignoring`;
    return { member: { ...member, free: null }, warning };
  }
}
