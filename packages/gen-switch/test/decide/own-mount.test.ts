import t from 'tap';
import { whyNotOwn } from '../../src/decide/own-mount.ts';

const path = 'snapshots/20210411212549sdBXyLxg/@';
const line = (options: string, type = 'btrfs') =>
  `UUID=1 / ${type} ${options} 0 0\ntmpfs /tmp tmpfs rw 0 0\n`;

const cases: readonly (readonly [text: string | null, why: RegExp | null])[] = [
  [line(`subvol=/${path},ro`), null],
  [line(`ro,subvol=${path}`), null],
  [line(`subvol=/other,subvol=//snapshots/20210411212549sdBXyLxg/@/`), null],
  [line('subvolid=257'), null],
  [line(`subvolid=0x101,subvol=${path}`), null],
  [`UUID=1 / btrfs subvol=@ 0 0\nUUID=1 / btrfs subvol=${path} 0 0\n`, null],
  [null, /no etc\/fstab/],
  ['', /no line for \//],
  [`# ${line('subvol=x')}`, /no line for \//],
  [line('subvol=/snapshots/20220102030405AbCdEfGh/@'), /20220102030405AbCdEfGh\/@ on \//],
  [line('subvol=CURRENT_SNAPSHOTS_PATH/@'), /CURRENT_SNAPSHOTS_PATH/],
  [line('subvol=current/0/@'), /current\/0\/@/],
  [line(`subvol=/${path}x`), /not snapshots/],
  [line('ro'), /does not say/],
  [line('subvolid=258'), /258/],
  [line(`subvolid=258,subvol=${path}`), /258/],
  [line('rw', 'ext4'), /ext4/],
];

for (const [text, why] of cases)
  t.test(JSON.stringify(text), async (t) => {
    const found = whyNotOwn(text, path, 257);
    if (why === null) t.equal(found, null);
    else t.match(found, why);
  });
