import { parseFstabLine } from '@twinroot/lib-fstab';
import t from 'tap';
import { peerOf } from '../src/fstab-peers.ts';

const below = { path: '/mnt/b', field: '/mnt/b' };
const cases: readonly (readonly [line: string, mountpoint: string, row: string | null, path?: string])[] = [
  ['UUID=a / ext4 rw 0 1', '/', 'UUID=a /mnt/b ext4 rw,nofail 0 2', '/mnt/b'],
  ['UUID=a /boot vfat rw,nofail 0 2', '/boot', 'UUID=a /mnt/b/boot vfat rw,nofail 0 2', '/mnt/b/boot'],
  ['UUID=a /x ext4', '/x', 'UUID=a /mnt/b/x ext4 nofail', '/mnt/b/x'],
  ['UUID=a /x', '/x', 'UUID=a /mnt/b/x auto nofail', '/mnt/b/x'],
  ['UUID=a /x ext4 rw # mine', '/x', 'UUID=a /mnt/b/x ext4 rw,nofail', '/mnt/b/x'],
  ['UUID=a /a\\040b ext4 rw', '/a\\040b', 'UUID=a /mnt/b/a\\040b ext4 rw,nofail', '/mnt/b/a b'],
  ['UUID=a none swap sw', 'none', null],
  ['UUID=a /swap swap sw', '/swap', null],
];
for (const [line, mountpoint, row, path] of cases) {
  t.test(`the peer of ${line}`, async (t) => {
    const entry = parseFstabLine(line);
    if (entry === null) throw new Error('it is an entry');
    const peer = peerOf(line, entry, mountpoint, below);
    t.equal(peer?.line ?? null, row);
    if (path !== undefined) t.equal(peer?.mountpoint, path);
  });
}
