import fc from 'fast-check';
import t from 'tap';
import { mountsAt } from '../../../lib-mountinfo/test/mounts-fixture.ts';
import { type Copy, copyFault } from '../../src/decide/copy-fault.ts';

const nothing = { wanted: [], siblings: [] };
const copy: Copy = { source: '/', dest: '/mnt/second', asDirectory: false, oneFileSystem: true };

t.test('copies that are made, and those that are not', async (t) => {
  const two = mountsAt('/', '/mnt/second', '/efi', '/mnt/ro 9 ro');
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
    t.equal(fault === null, isMade, `${what}: ${fault ?? 'made'}`);
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
          const mounts = mountsAt('/', ...points);
          if (copyFault(mounts, nothing, { source, dest, asDirectory, oneFileSystem }) !== null) return;
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
