import { type BlockDevice, espType, parsePartuuid, xbootldrType } from '@twinroot/lib-blockdev';
import { type Mount, parseMountinfo } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import type { BindFacts, MountPointState } from '../src/decide/plan.ts';

/** PARTUUIDs of the machine below. */
export const ids = {
  esp: '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
  xbootldr: '1f4b9a1d-2d3e-4c6f-9a01-b2c3d4e5f607',
  mirror: '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
} as const;

const absent = {
  uuid: null,
  mountpoint: null,
  mountpoints: null,
  label: null,
  disk: null,
  size: null,
  free: null,
  evidence: null,
  member_by: null,
} as const;

export const bootedEsp: EspMember = {
  ...absent,
  role: 'booted',
  kind: 'esp',
  state: 'unmounted',
  partuuid: ids.esp,
  path: '/dev/sda1',
};
export const bootedXbootldr: EspMember = {
  ...bootedEsp,
  kind: 'xbootldr',
  partuuid: ids.xbootldr,
  path: '/dev/sda2',
};
export const mirrorEsp: EspMember = { ...bootedEsp, role: 'mirror', partuuid: ids.mirror, path: '/dev/sdb1' };

function partition(name: string, majmin: string, partuuid: string, parttype: string): BlockDevice {
  const disk = `/dev/${name.replace(/\d+$/, '')}`;
  return {
    name,
    path: `/dev/${name}`,
    majmin,
    type: 'part',
    partuuid: parsePartuuid(partuuid),
    parttype,
    partlabel: null,
    fstype: 'vfat',
    uuid: null,
    label: null,
    size: 1 << 30,
    ro: false,
    rm: false,
    pttype: 'gpt',
    tran: null,
    parents: [disk],
    disk,
    disks: [disk],
  };
}

export const sda1 = partition('sda1', '8:1', ids.esp, espType);
export const sda2 = partition('sda2', '8:2', ids.xbootldr, xbootldrType);
export const sdb1 = partition('sdb1', '8:17', ids.mirror, espType);

/** Mounts from short lines: `PARENT MAJ:MIN ROOT MOUNTPOINT FSTYPE SOURCE`; ids count from 2, below the root's 1. */
export function mountsFrom(lines: readonly string[]): readonly Mount[] {
  const full = ['1 0:1 / / btrfs /dev/sda3', ...lines].map((line, index) => {
    const [parent, majmin, root, mountpoint, fstype, source] = line.split(' ');
    const options = fstype === 'vfat' ? 'rw,fmask=0077,dmask=0077' : 'rw';
    return `${index + 1} ${parent} ${majmin} ${root} ${mountpoint} rw,nosuid shared:1 - ${fstype} ${source} ${options}`;
  });
  return parseMountinfo(full.join('\n'));
}

/** A machine of three partitions with these mounts; mount points are empty directories unless given. */
export function machine(
  lines: readonly string[],
  more: { devices?: readonly BlockDevice[]; mountPoints?: Readonly<Record<string, MountPointState>> } = {},
): BindFacts {
  return {
    mounts: mountsFrom(lines),
    devices: more.devices ?? [sda1, sda2, sdb1],
    mountPoints: new Map(Object.entries(more.mountPoints ?? {})),
  };
}
