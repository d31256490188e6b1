import { join } from 'node:path';
import { readFreeSpace } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';

/** Fills in the free bytes of booted members that were not mounted before. */
export async function withFree(
  sysroot: string,
  members: readonly EspMember[],
): Promise<readonly EspMember[]> {
  return Promise.all(
    members.map(async (member) => {
      if (member.mountpoint === null || member.free !== null || member.role !== 'booted') return member;
      const { free } = await readFreeSpace(join(sysroot, member.mountpoint));
      return { ...member, free };
    }),
  );
}
