import fc from 'fast-check';
import t from 'tap';
import { absentByFstab, absentMount } from '../src/absent-mount.ts';
import { type Copy, copyFault } from '../src/copy-fault.ts';
import { type Mount, parseMountinfo } from '../src/parse.ts';

/** Mounts from their mount points, each a file system of its own unless a number follows it. */
function machine(...points: readonly string[]): readonly Mount[] {
  const lines = points.map((point, index) => {
    const [path = '/', device = String(index + 1), options = 'rw'] = point.split(' ');
    return `${index + 2} ${index === 0 ? 1 : 2} 8:${device} / ${path} ${options} - ext4 /dev/x${device} rw`;
  });
  return parseMountinfo(`${lines.join('\n')}\n`);
}

const nothing = { wanted: [], siblings: [] };
const copy: Copy = { source: '/', dest: '/mnt/second', asDirectory: false, oneFileSystem: true };

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

t.test('copies that are made, and those that are not', async (t) => {
  const two = machine('/', '/mnt/second', '/efi', '/mnt/ro 9 ro');
  const cases: [what: string, change: Partial<Copy>, isMade: boolean, expected?: object][] = [
    ['a root onto another disk', {}, true],
    ['a root onto another disk, without -x', { oneFileSystem: false }, false],
    ['a directory onto another disk', { source: '/etc', asDirectory: true }, true],
    ['another file system without -x', { source: '/efi', oneFileSystem: false }, true],
    ['onto its own file system', { source: '/etc', dest: '/srv' }, false],
    ['into itself', { source: '/etc', dest: '/etc' }, false],
    ['inside of itself', { source: '/etc', dest: '/etc/copy' }, false],
    ['into its own place', { source: '/mnt/second', dest: '/mnt', asDirectory: true }, false],
    ['onto what holds it', { source: '/mnt/second/x', dest: '/mnt/second' }, false],
    ['onto a disk that holds it', { source: '/efi', dest: '/' }, false],
    ['beside what it is', { source: '/efi', dest: '/srv', asDirectory: true }, true],
    ['onto a read-only mount', { dest: '/mnt/ro' }, false],
    ['onto an absent mount', { source: '/efi', dest: '/mnt/third' }, false],
    ['from an absent mount', { source: '/data' }, false, { wanted: ['/data'] }],
  ];
  for (const [what, change, isMade, expected] of cases) {
    const fault = copyFault(two, { ...nothing, ...expected }, { ...copy, ...change });
    t.equal(fault === undefined, isMade, `${what}: ${fault ?? 'made'}`);
  }
  t.type(copyFault([], nothing, copy), 'string', 'a machine without mounts');
});

t.test(
  'no copy is ever made onto the file system of its source, nor onto an empty place below /mnt',
  async () => {
    const name = fc.constantFrom('a', 'b', 'a1', 'a2', 'mnt');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`);
    const mounted = fc.uniqueArray(path, { maxLength: 4 });
    fc.assert(
      fc.property(
        mounted,
        path,
        path,
        fc.boolean(),
        fc.boolean(),
        (points, source, dest, asDirectory, oneFileSystem) => {
          const mounts = machine('/', ...points);
          if (copyFault(mounts, nothing, { source, dest, asDirectory, oneFileSystem }) !== undefined) return;
          // A look-up of its own, by the longest mount point: none of them covers another here but from above.
          const holders = (place: string) =>
            ['/', ...points].filter(
              (point) => point === '/' || place === point || place.startsWith(`${point}/`),
            );
          const isOwn =
            !holders(dest).every((point) => holders(source).includes(point)) ||
            !holders(source).every((point) => holders(dest).includes(point));
          if (!isOwn) throw new Error('made onto the file system of its source');
          if (dest.startsWith('/mnt/') && holders(dest).every((point) => !`${point}/`.startsWith('/mnt/')))
            throw new Error('made onto an absent mount');
        },
      ),
      { numRuns: 2000 },
    );
  },
);
