import {
  BlockdevError,
  decodeLsblk,
  decodeLsblkMountpoints,
  decodeLsblkVersions,
  lsblkColumns,
} from '@twinroot/lib-blockdev';
import type { Layout } from './layout.ts';

/**
 * Another machine by its lsblk's JSON. Its links are not known, and its mount points only where that column was asked for.
 *
 * @throws {BlockdevError} MALFORMED for another JSON, and without a column: ids would be missing from the map in silence.
 */
export function layoutOfLsblk(json: unknown): Layout {
  const devices = decodeLsblk(json);
  if (devices.length === 0) throw new BlockdevError('it lists no devices');
  const text = JSON.stringify(json);
  // lsblk writes each column that it is asked for, null where a device has nothing there.
  const missing = lsblkColumns.split(',').filter((column) => !text.includes(`"${column.toLowerCase()}":`));
  if (missing.length > 0) throw new BlockdevError(`the columns ${missing.join(', ')} are missing`);
  return {
    devices,
    links: [],
    names: decodeLsblkMountpoints(json),
    btrfs: [],
    versions: decodeLsblkVersions(json),
  };
}
