import t from 'tap';
import { timeOptions } from '../../src/decide/time-options.ts';

t.test('fractions of a second count where the copy keeps them', async (t) => {
  const [whole, fine] = [1_700_000_000_000_000_000n, 1_700_000_000_000_000_001n];
  const cases: [fstype: string, times: bigint[], counts: boolean][] = [
    ['ext4', [whole, fine], true],
    ['btrfs', [fine], true],
    ['ext4', [whole, whole, whole], false],
    ['ext4', [-fine], true],
    ['ext4', [], false],
    ['vfat', [fine], false],
    ['nfs4', [fine], false],
    ['fuseblk', [fine], false],
  ];
  for (const [fstype, times, counts] of cases)
    t.strictSame(timeOptions({ fstype, times }), counts ? ['--modify-window=-1'] : [], `${fstype} ${times}`);
});
