import type { BlockDevice } from '../src/device.ts';

/** A partition as lsblk tells of it: on a disk of its own, of no type, with nothing in it, unless something else is given. */
export function partition(name: string, more: Partial<BlockDevice> = {}): BlockDevice {
  const disk = `/dev/${name.replace(/\d+$/, '')}`;
  return {
    name,
    path: `/dev/${name}`,
    majmin: '8:1',
    type: 'part',
    partuuid: null,
    parttype: null,
    partlabel: null,
    fstype: null,
    uuid: null,
    label: null,
    size: null,
    ro: false,
    rm: false,
    pttype: 'gpt',
    tran: null,
    parents: [disk],
    disk,
    disks: [disk],
    ...more,
  };
}
