import type { BlockDevice } from '../src/device.ts';

/** A device as lsblk tells of it: a disk, with nothing on it, unless something else is given. */
export function device(path: string, more: Partial<BlockDevice> = {}): BlockDevice {
  return {
    name: path.slice('/dev/'.length),
    path,
    majmin: `8:${path.charCodeAt(path.length - 1)}`,
    type: 'disk',
    partuuid: null,
    parttype: null,
    partlabel: null,
    fstype: null,
    uuid: null,
    label: null,
    size: null,
    ro: false,
    rm: false,
    pttype: null,
    tran: null,
    parents: [],
    disk: path,
    disks: [path],
    ...more,
  };
}

/** A partition as lsblk tells of it: on a disk of its own, of no type, with nothing in it, unless something else is given. */
export function partition(name: string, more: Partial<BlockDevice> = {}): BlockDevice {
  const disk = `/dev/${name.replace(/\d+$/, '')}`;
  const place = { parents: [disk], disk, disks: [disk] };
  return device(`/dev/${name}`, { majmin: '8:1', type: 'part', pttype: 'gpt', ...place, ...more });
}
