import { espType, withAllBelow } from '@twinroot/lib-blockdev';
import { deviceOfMount } from '@twinroot/lib-machine';
import { mountAt } from '@twinroot/lib-mountinfo';
import type { CloneFacts } from './refuse.ts';
import type { BiosDisks } from './step.ts';

/** The disks whose boot code is looked at: a clone without an ESP, on a disk with partitions, is one for a BIOS. */
export function biosDisks(
  { source, volumes, mounts, devices, sources, live }: CloneFacts,
  arch: string,
): BiosDisks | null {
  const [root] = volumes;
  if (!live || !root || root.device.disk === null || !['x64', 'ia32'].includes(arch)) return null;
  if (!withAllBelow(devices, root.device).some(({ parttype }) => parttype !== null)) return null;
  if (volumes.some(({ device }) => device.parttype === espType || device.parttype === '0xef')) return null;
  const mount = source.kind === 'local' ? mountAt(mounts, source.root) : null;
  return {
    clone: root.device.disk,
    source: (mount && deviceOfMount({ devices, sources }, mount)?.disk) ?? null,
  };
}
