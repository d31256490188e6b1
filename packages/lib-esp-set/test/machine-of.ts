import { type BlockDevice, decodeLsblk } from '@twinroot/lib-blockdev';
import { parseFstab } from '@twinroot/lib-fstab';
import type { Machine } from '@twinroot/lib-machine';
import { parseMountinfo } from '@twinroot/lib-mountinfo';

export const esp = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';
export const xbootldr = 'bc13c2ff-59e6-4262-a352-b275fd6f7172';
export const id = (digit: number) => `${digit}e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6`;

/** A device as lsblk lists it. */
export type Row = { [key: string]: unknown; children?: Row[] };
let minor = 0;

export const device = (name: string, more: Row = {}, ...children: Row[]): Row => ({
  name,
  path: `/dev/${name}`,
  'maj:min': `8:${minor++}`,
  type: 'disk',
  pttype: 'gpt',
  ...more,
  children,
});

export const part = (name: string, digit: number, more: Row = {}) =>
  device(name, { type: 'part', partuuid: id(digit), parttype: esp, fstype: 'vfat', ...more });

/** A machine with these devices; `NAME:PATH NAME:PATH` is what is mounted. */
export function machineOf(rows: Row[], { mounts = '', fstab = '' } = {}): Machine {
  const devices = decodeLsblk({ blockdevices: rows });
  const numberOf = (name = '') => devices.find((one) => one.name === name)?.majmin;
  const table = mounts
    .split(' ')
    .filter((mount) => mount !== '')
    .map((mount, index) => [index + 2, ...mount.split(':')])
    .map(
      ([number, name, point]) => `${number} 1 ${numberOf(`${name}`)} / ${point} rw - vfat /dev/${name} rw`,
    );
  return {
    sysroot: '/',
    live: true,
    devices,
    sources: new Map(),
    mounts: parseMountinfo(['1 0 0:9 / / rw - btrfs x rw', ...table].join('\n')),
    fstab: parseFstab(fstab),
  };
}

/** The device of a machine with this name. */
export function named({ devices }: Machine, name: string): BlockDevice {
  const found = devices.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}
