import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { whyLive } from '../../src/decide/live-system.ts';

t.test('what says that this is a live system', async (t) => {
  const cases: [name: string, root: string, place: string, live: boolean][] = [
    ['an installed system', 'ext4', '/efi0', false],
    ['archiso', 'overlay', '/run/archiso/bootmnt', true],
    ['live-boot', 'overlay', '/run/live/medium', true],
    ['dracut, with a root on a snapshot', 'ext4', '/run/initramfs/live', true],
    ['casper', 'overlay', '/cdrom', true],
    ['an installed system with a CD', 'ext4', '/cdrom', false],
    ['NixOS', 'tmpfs', '/iso', true],
    ['an image that is booted as it is', 'iso9660', '/srv', true],
    ['bootc', 'overlay', '/boot', false],
    ['NixOS with a root in memory', 'tmpfs', '/nix', false],
    ['a snap', 'ext4', '/snap/core/1', false],
    ['a name that begins in the same way', 'ext4', '/run/live2', false],
  ];
  for (const [name, root, place, live] of cases) {
    const mounts = parseMountinfo(`1 0 0:9 / / rw - ${root} x rw\n2 1 0:10 / ${place} rw - squashfs y rw\n`);
    t.equal(whyLive(mounts) !== null, live, name);
  }
  t.equal(whyLive([]), null, 'no mounts');
});
