import t from 'tap';
import { contentOf } from '../../src/decide/device-content.ts';
import { device, layoutOf } from '../lsblk.ts';

t.test('what a device holds', async (t) => {
  const cases: [fstype: string | null, content: string | null][] = [
    [null, null],
    ['ext4', 'file system'],
    ['vfat', 'file system'],
    ['swap', 'swap'],
    ['crypto_LUKS', 'LUKS volume'],
    ['LVM2_member', 'LVM physical volume'],
    ['linux_raid_member', 'RAID member'],
  ];
  for (const [fstype, content] of cases)
    for (const one of layoutOf([device('sda', { fstype })]).devices) t.equal(contentOf(one), content);
});
