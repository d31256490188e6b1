import { type BlockDevice, decodeLsblk, deviceOfPath } from '@twinroot/lib-blockdev';
import type { Layout, Layouts } from '../src/decide/layout.ts';

/** A device as lsblk lists it. */
export type Row = { readonly [key: string]: unknown; readonly children?: readonly Row[] };

export const esp = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';
export const data = '0fc63daf-8483-4772-8e79-3d69d8477de4';

/** Any device: its node is /dev/NAME. */
export const device = (name: string, more: Row = {}, ...children: Row[]): Row => ({
  name,
  path: `/dev/${name}`,
  'maj:min': '8:0',
  type: 'disk',
  ...more,
  children,
});

export const part = (name: string, more: Row = {}, ...children: Row[]): Row =>
  device(name, { type: 'part', pttype: 'gpt', parttype: data, ...more }, ...children);

/** A device-mapper device: its node is /dev/mapper/NAME. */
export const mapped = (name: string, type: string, more: Row = {}, ...children: Row[]): Row =>
  device(name, { path: `/dev/mapper/${name}`, type, ...more }, ...children);

export const luks = (uuid: string): Row => ({ fstype: 'crypto_LUKS', uuid });
export const fs = (uuid: string, label: string | null = null, fstype = 'ext4'): Row => ({
  fstype,
  uuid,
  label,
});

export const layoutOf = (rows: readonly Row[], more: Partial<Layout> = {}): Layout => ({
  devices: decodeLsblk({ blockdevices: rows }),
  links: [],
  names: new Map(),
  btrfs: [],
  versions: new Map(),
  ...more,
});

/** OLD and NEW on one machine. */
export function onOne(layout: Layout): Layouts {
  return { old: layout, new: layout };
}

export function at(layout: Layout, path: string): BlockDevice {
  const found = deviceOfPath(layout.devices, path);
  if (!found) throw new Error(`no ${path}`);
  return found;
}
