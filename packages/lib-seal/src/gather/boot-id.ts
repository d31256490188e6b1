import { join } from 'node:path';
import { readTextIfThere } from '@twinroot/lib-sysroot';

/** The id of this boot, 32 hex digits (random(4), boot_id); null of a machine that is not running. */
export function readBootId(sysroot: string): string | null {
  const text = readTextIfThere(join(sysroot, 'proc/sys/kernel/random/boot_id'))?.trim().replaceAll('-', '');
  return text !== undefined && /^[0-9a-f]{32}$/.test(text) ? text : null;
}
