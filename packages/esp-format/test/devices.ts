import type { BlockDevice } from '@twinroot/lib-blockdev';

/** A device, with nothing said of it but what is given. */
export function device(path: string, more: Partial<BlockDevice> = {}): BlockDevice {
  return {
    name: path.slice(5),
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
