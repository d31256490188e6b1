import { lookUpUsualSet } from '@twinroot/lib-esp-set';
import { readFree } from '@twinroot/lib-member';
import type { EspRoom } from '../decide/room.ts';

/**
 * What the mounted members of the ESP set have free; of a machine without one, nothing.
 *
 * @throws {ToolError} ABORT, and what reading the machine throws
 */
export async function readEspRoom(sysroot: string, signal: AbortSignal): Promise<readonly EspRoom[]> {
  const look = await lookUpUsualSet(sysroot, signal);
  if (look.kind === 'none') return [];
  const rooms = await Promise.all(
    look.members.map(async (member) => {
      const { free } = await readFree(sysroot, member);
      return free === null ? [] : [{ name: member.mountpoint ?? member.partuuid, free }];
    }),
  );
  return rooms.flat();
}
