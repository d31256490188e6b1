import { type Mount, parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { absentByFstab, absentMount } from '../src/absent-mount.ts';

/** Mounts from their mount points, each a file system of its own unless a number follows it. */
function machine(...points: readonly string[]): readonly Mount[] {
  const lines = points.map((point, index) => {
    const [path = '/', device = String(index + 1), options = 'rw'] = point.split(' ');
    return `${index + 2} ${index === 0 ? 1 : 2} 8:${device} / ${path} ${options} - ext4 /dev/x${device} rw`;
  });
  return parseMountinfo(`${lines.join('\n')}\n`);
}

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
    ['fstab has it', machine('/'), '/disk', '/disk', { wanted: ['/disk'] }],
    ['fstab has the directory above', machine('/'), '/disk/a/b', '/disk', { wanted: ['/', '/disk'] }],
    ['fstab has it, and it is there', machine('/', '/disk'), '/disk/a', undefined, { wanted: ['/disk'] }],
    ['fstab has one above that is hidden', machine('/', '/d/e'), '/d/e/f', undefined, { wanted: ['/d'] }],
    ['a name that begins alike', machine('/'), '/disks', undefined, { wanted: ['/disk'] }],
    ['one of two numbered mounts', machine('/', '/efi0'), '/efi1/EFI', '/efi1'],
    ['numbered, both there', machine('/', '/efi0', '/efi1'), '/efi1/EFI', undefined],
    ['lettered', machine('/', '/boot@a'), '/boot@b', '/boot@b'],
    ['names without a number', machine('/', '/home'), '/srv', undefined],
    ['a number in one name only', machine('/', '/efi'), '/efi1', undefined],
    ['a sibling', machine('/', '/d/a'), '/d/b/c', '/d/b', { siblings: ['/d/a/c'] }],
    ['a sibling on no mount', machine('/'), '/d/b', undefined, { siblings: ['/d/a'] }],
    ['a sibling on the same mount', machine('/', '/d/a'), '/d/a/y', undefined, { siblings: ['/d/a/x'] }],
    [
      'a sibling in the root directory',
      machine('/', '/home'),
      '/srv/b',
      undefined,
      { siblings: ['/home/b'] },
    ],
    ['below /mnt', machine('/'), '/mnt/second/etc', '/mnt/second'],
    ['below /media', machine('/'), '/media/u/stick', '/media/u'],
    ['below /mnt, mounted', machine('/', '/mnt/second'), '/mnt/second/etc', undefined],
    ['/mnt itself is mounted', machine('/', '/mnt'), '/mnt/second', undefined],
    ['/mnt itself', machine('/'), '/mnt', undefined],
    ['a mount that another one covers', machine('/', '/d/a', '/d'), '/d/a', undefined],
  ];
  for (const [what, mounts, path, mountpoint, expected] of cases) {
    t.equal(absentMount(mounts, { ...nothing, ...expected }, path)?.mountpoint, mountpoint, what);
  }
  const automount = parseMountinfo('2 1 8:1 / / rw - ext4 x rw\n3 2 0:9 / /disk rw - autofs systemd-1 rw\n');
  t.match(absentByFstab(automount, [], '/disk/a'), { mountpoint: '/disk' }, 'an automount that waits');
});
