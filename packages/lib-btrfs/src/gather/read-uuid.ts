import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';

const directory = '/sys/fs/btrfs';

/**
 * The UUID of a btrfs that is mounted on this machine, as lower case digits with hyphens: /sys/fs/btrfs/UUID/devices (Linux fs/btrfs/sysfs.c).
 *
 * @param device node of one of its devices
 * @returns null: none that is mounted has it, or there is no such node here
 */
export function readBtrfsUuid(device: string): string | null {
  if (!existsSync(device)) return null;
  const name = basename(realpathSync(device));
  const all = existsSync(directory) ? readdirSync(directory) : [];
  return all.find((uuid) => existsSync(join(directory, uuid, 'devices', name))) ?? null;
}
