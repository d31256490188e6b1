import { join } from 'node:path';
import { failureText } from '@twinroot/lib-failure';
import { readFreeSpace } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';

/** The free bytes of a member, null when it is mounted nowhere or cannot be asked: then with a warning. */
export async function readFree(
  sysroot: string,
  { mountpoint }: Pick<EspMember, 'mountpoint'>,
): Promise<{ readonly free: number | null; readonly warning: string | null }> {
  if (mountpoint === null) return { free: null, warning: null };
  try {
    const { free } = await readFreeSpace(join(sysroot, mountpoint));
    return { free, warning: null };
  } catch (error) {
    const warning = `cannot determine the free space at ${mountpoint}: ${failureText(error)}, ignoring`;
    return { free: null, warning };
  }
}
