import t from 'tap';
import { partsInAll } from '../../src/decide/parts-in-all.ts';

const line = (place: string, subvolume: string) => `UUID=a ${place} btrfs subvol=${subvolume} 0 0\n`;
const root = line('/', 'CURRENT_SNAPSHOTS_PATH/@');

t.test('parts of the system that all generations have', async (t) => {
  for (const [lines, places] of [
    ['', []],
    [line('/etc', '/commons/@etc'), ['/etc']],
    [line('/etc/', '/commons/@etc') + line('/usr', '/commons/@usr'), ['/etc', '/usr']],
    ['overlay /etc overlay lowerdir=/etc 0 0\n', []],
    [line('/etc', '/'), []],
    [line('/etc', 'CURRENT_SNAPSHOTS_PATH/@etc'), []],
    [line('/etc/NetworkManager', '/commons/@nm') + line('/usr/local', '/commons/@local'), []],
  ] as const)
    t.strictSame(
      partsInAll(root + lines).map((said) => said.split(' ')[0]),
      places,
      lines,
    );
});
