import { isFat } from '@twinroot/lib-fat';
import t from 'tap';

const cases: readonly (readonly [fstype: string | null, fat: boolean])[] = [
  ['vfat', true],
  ['msdos', true],
  ['ext4', false],
  ['exfat', false],
  ['linux_raid_member', false],
  [null, false],
];
for (const [fstype, fat] of cases)
  t.test(`${fstype} is ${fat ? '' : 'not '}FAT`, async (t) => t.equal(isFat({ fstype }), fat));
