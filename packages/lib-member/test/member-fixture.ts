import { type BlockDevice, espType, parsePartuuid } from '@twinroot/lib-blockdev';
import type { EspMember } from '@twinroot/lib-record';

export const id = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
/** An ESP. */
export const base: BlockDevice = {
  name: 'sdb1',
  path: '/dev/sdb1',
  majmin: '8:17',
  type: 'part',
  partuuid: parsePartuuid(id),
  parttype: espType,
  partlabel: null,
  fstype: 'vfat',
  uuid: null,
  label: null,
  size: null,
  ro: false,
  rm: false,
  pttype: 'gpt',
  tran: null,
  parents: [],
  disk: '/dev/sdb',
  disks: ['/dev/sdb'],
};
/** Its record, whose device node is an old one. */
export const record: EspMember = {
  role: 'mirror',
  kind: 'esp',
  state: 'mounted',
  partuuid: id,
  path: '/dev/sdz9',
  uuid: null,
  mountpoint: '/efi1',
  mountpoints: null,
  label: null,
  disk: null,
  size: null,
  free: null,
  evidence: null,
  member_by: null,
};
