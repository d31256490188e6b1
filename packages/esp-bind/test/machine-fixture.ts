import { type BlockDevice, espType, parsePartuuid, xbootldrType } from '@twinroot/lib-blockdev';
import { type Mount, parseMountinfo } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import { partition } from '../../lib-blockdev/test/device-fixture.ts';
import { espMember } from '../../lib-record/test/esp-member-fixture.ts';
import type { BindFacts, MountPointState } from '../src/decide/plan.ts';

/** PARTUUIDs of the machine below. */
export const ids = {
  esp: '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
  xbootldr: '1f4b9a1d-2d3e-4c6f-9a01-b2c3d4e5f607',
  mirror: '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
} as const;

export const bootedEsp: EspMember = espMember(ids.esp, {
  role: 'booted',
  state: 'unmounted',
  path: '/dev/sda1',
});
export const bootedXbootldr: EspMember = {
  ...bootedEsp,
  kind: 'xbootldr',
  partuuid: ids.xbootldr,
  path: '/dev/sda2',
};
export const mirrorEsp: EspMember = { ...bootedEsp, role: 'mirror', partuuid: ids.mirror, path: '/dev/sdb1' };

function boot(name: string, majmin: string, partuuid: string, parttype: string): BlockDevice {
  return partition(name, {
    majmin,
    partuuid: parsePartuuid(partuuid),
    parttype,
    fstype: 'vfat',
    size: 1 << 30,
  });
}

export const sda1 = boot('sda1', '8:1', ids.esp, espType);
export const sda2 = boot('sda2', '8:2', ids.xbootldr, xbootldrType);
export const sdb1 = boot('sdb1', '8:17', ids.mirror, espType);

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
    sources: new Map(),
    mountPoints: new Map(Object.entries(more.mountPoints ?? {})),
  };
}
