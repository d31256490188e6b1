import type { BlockDevice } from '@twinroot/lib-blockdev';

/** A block device of which only node and number matter. */
export function block(path: string, majmin: string): BlockDevice {
  return {
    name: path.replace(/.*\//, ''),
    path,
    majmin,
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
    pttype: null,
    tran: null,
    parents: [],
    disk: null,
    disks: [path],
  };
}
