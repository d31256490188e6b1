import t from 'tap';
import { commandLineOf } from '../../src/decide/command-line.ts';
import { rootOf } from '../../src/decide/root-of.ts';
import { machine, rootUuid } from '../machine-fixture.ts';

const facts = machine();
const rootBy = (line: string | null, given = facts) => {
  const { devices, source, pool } = rootOf(given, line === null ? null : commandLineOf(line));
  return { devices: devices.map(({ path }) => path), source, pool };
};

t.test('by the command line, else by what is mounted', async (t) => {
  const both = ['/dev/sda2', '/dev/sdb2'];
  t.strictSame(rootBy(`root=UUID=${rootUuid}`), { devices: both, source: `UUID=${rootUuid}`, pool: null });
  t.strictSame(rootBy('quiet').devices, ['/dev/sda2'], 'what is mounted there now');
  t.strictSame(rootBy(null).devices, ['/dev/sda2']);
  t.strictSame(rootBy('root=UUID=00000000-0000-4000-8000-000000000000').devices, []);
  t.strictSame(
    rootBy('root=/dev/disk/by-id/ata-1-part2').devices,
    ['/dev/sda2'],
    'a name that only udev knows',
  );
});

t.test('ZFS: the pool', async (t) => {
  t.equal(rootBy('root=zfs:rpool/ROOT/debian').pool, 'rpool');
  t.equal(rootBy('root=ZFS=rpool/ROOT').pool, 'rpool');
  const mountinfo = '25 1 0:22 / / rw,relatime - zfs tank/root rw,xattr\n';
  const zfs = machine({ texts: { '/proc/self/mountinfo': mountinfo } });
  t.equal(rootBy('quiet', zfs).pool, 'tank');
  t.equal(rootBy('root=zfs:AUTO', zfs).pool, 'tank');
  t.equal(rootBy('zfs=bootfs', zfs).pool, 'tank');
});

t.test('whether a device is named, and which', async (t) => {
  const linked = machine({ texts: { '/dev/disk/by-id/ata-2-part2': '/dev/sdb2' } });
  const node = (line: string) => rootOf(linked, commandLineOf(line)).node;
  for (const line of ['quiet', `root=UUID=${rootUuid}`, 'root=gpt-auto', 'root=zfs:AUTO'])
    t.equal(node(line), null, line);
  for (const line of [
    'root=/dev/sda2',
    'root=PARTUUID=22222222-2222-4222-8222-222222222222',
    'root=/dev/disk/by-id/ata-2-part2',
  ])
    t.equal(node(line), 'known', line);
  for (const line of ['root=/dev/disk/by-id/ata-1-part2', 'root=8:2']) t.equal(node(line), 'unknown', line);
});
