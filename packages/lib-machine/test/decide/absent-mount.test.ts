import { type Mount, parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { mountsAt } from '../../../lib-mountinfo/test/mounts-fixture.ts';
import { absentByFstab, absentMount } from '../../src/decide/absent-mount.ts';

const nothing = { wanted: [], siblings: [] };

t.test('mounts that are absent', async (t) => {
  type Case = [
    what: string,
    mounts: readonly Mount[],
    path: string,
    absent: string | undefined,
    expected?: object,
  ];
  const cases: Case[] = [
    ['fstab has it', mountsAt('/'), '/disk', '/disk', { wanted: ['/disk'] }],
    ['fstab has the directory above', mountsAt('/'), '/disk/a/b', '/disk', { wanted: ['/', '/disk'] }],
    ['fstab has it, and it is there', mountsAt('/', '/disk'), '/disk/a', undefined, { wanted: ['/disk'] }],
    ['fstab has one above that is hidden', mountsAt('/', '/d/e'), '/d/e/f', undefined, { wanted: ['/d'] }],
    ['a name that begins alike', mountsAt('/'), '/disks', undefined, { wanted: ['/disk'] }],
    ['one of two numbered mounts', mountsAt('/', '/efi0'), '/efi1/EFI', '/efi1'],
    ['numbered, both there', mountsAt('/', '/efi0', '/efi1'), '/efi1/EFI', undefined],
    ['lettered', mountsAt('/', '/boot@a'), '/boot@b', '/boot@b'],
    ['names without a number', mountsAt('/', '/home'), '/srv', undefined],
    ['a number in one name only', mountsAt('/', '/efi'), '/efi1', undefined],
    ['a sibling', mountsAt('/', '/d/a'), '/d/b/c', '/d/b', { siblings: ['/d/a/c'] }],
    ['a sibling on no mount', mountsAt('/'), '/d/b', undefined, { siblings: ['/d/a'] }],
    ['a sibling on the same mount', mountsAt('/', '/d/a'), '/d/a/y', undefined, { siblings: ['/d/a/x'] }],
    [
      'a sibling in the root directory',
      mountsAt('/', '/home'),
      '/srv/b',
      undefined,
      { siblings: ['/home/b'] },
    ],
    ['below /mnt', mountsAt('/'), '/mnt/second/etc', '/mnt/second'],
    ['below /media', mountsAt('/'), '/media/u/stick', '/media/u'],
    ['below /mnt, mounted', mountsAt('/', '/mnt/second'), '/mnt/second/etc', undefined],
    ['/mnt itself is mounted', mountsAt('/', '/mnt'), '/mnt/second', undefined],
    ['/mnt itself', mountsAt('/'), '/mnt', undefined],
    ['a mount that another one covers', mountsAt('/', '/d/a', '/d'), '/d/a', undefined],
  ];
  for (const [what, mounts, path, mountpoint, expected] of cases) {
    t.equal(absentMount(mounts, { ...nothing, ...expected }, path)?.mountpoint, mountpoint, what);
  }
  const automount = parseMountinfo('2 1 8:1 / / rw - ext4 x rw\n3 2 0:9 / /disk rw - autofs systemd-1 rw\n');
  t.match(absentByFstab(automount, [], '/disk/a'), { mountpoint: '/disk' }, 'an automount that waits');
});
