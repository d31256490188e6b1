import { type BlockDevice, espType, parsePartuuid } from '@twinroot/lib-blockdev';
import type { EspMember } from '@twinroot/lib-record';
import { partition } from '../../lib-blockdev/test/device-fixture.ts';
import { espMember } from '../../lib-record/test/esp-member-fixture.ts';

export const id = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
/** An ESP. */
export const base: BlockDevice = partition('sdb1', {
  majmin: '8:17',
  partuuid: parsePartuuid(id),
  parttype: espType,
  fstype: 'vfat',
});
/** Its record, whose device node is an old one. */
export const record: EspMember = espMember(id, { path: '/dev/sdz9', mountpoint: '/efi1' });
