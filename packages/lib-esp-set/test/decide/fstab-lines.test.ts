import type { FstabEntry } from '@twinroot/lib-fstab';
import t from 'tap';
import { linesAt } from '../../src/decide/fstab-lines.ts';

t.test('lines that can be of an ESP', async (t) => {
  const line = (mountpoint: string, fstype: string) =>
    ({ source: 'UUID=A', mountpoint, fstype }) as FstabEntry;
  const lines = [line('/efi0', 'vfat'), line('/efi1', 'auto'), line('/efi2', 'ext4'), line('/mnt', 'vfat')];
  t.strictSame(
    linesAt(lines, (path) => path.startsWith('/efi')),
    lines.slice(0, 2),
  );
});
