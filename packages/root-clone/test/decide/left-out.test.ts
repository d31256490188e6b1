import t from 'tap';
import { closedMountPoints, leftOut } from '../../src/decide/left-out.ts';
import { devicesWith, disk, factsOf, mountsOf, part, usualMounts } from '../machine-fixture.ts';

t.test('mount points that nobody looks at', async (t) => {
  const mounts = mountsOf(...usualMounts, 'sdz1 /home/U/x', 'sdz2 /srv/nas', 'sdz3 /run/x', 'sdz4 /data');
  const types = new Map([
    ['/home/U/x', 'fuse.sshfs'],
    ['/srv/nas', 'nfs4'],
    ['/run/x', 'fuse'],
    ['/data', 'fuseblk'],
  ]);
  const typed = mounts.map((mount) => ({
    ...mount,
    fstype: types.get(mount.mountpoint) ?? mount.fstype,
    superOptions:
      mount.mountpoint === '/home/U/x' ? ['rw', 'user_id=1000', 'group_id=100'] : mount.superOptions,
  }));
  t.strictSame(closedMountPoints(factsOf({ mounts: typed })), [
    { path: '/home/U/x', owner: { uid: 1000, gid: 100 } },
    { path: '/srv/nas' },
  ]);
  const facts = factsOf({ mounts: typed });
  t.strictSame(closedMountPoints({ ...facts, source: { kind: 'remote', host: 'h', root: '/' } }), []);
});

t.test('volumes that have no part in the clone', async (t) => {
  const third = disk('sdc', part('sdc1'));
  const first = devicesWith({}, third);
  const words = (...more: readonly string[]) =>
    leftOut(factsOf({ devices: first, mounts: mountsOf(...usualMounts, ...more) }));
  t.strictSame(words(), []);
  t.strictSame(words('sdc1 /srv'), [], 'what is on a third disk stays');
  t.match(words('sda1 /mnt/esp'), [/^\/mnt\/esp \(\/dev\/sda1\).*\/mnt/]);
  const own = devicesWith({ sda1: { uuid: 'unpaired', parttype: null } });
  t.match(
    leftOut(factsOf({ devices: own })),
    [/^\/boot \(\/dev\/sda1\).*no counterpart/].slice(1),
    'a volume of that path is copied',
  );
  const mounts = mountsOf('sda2 /', 'sda1 /srv', 'sdb2 /mnt/new');
  t.match(leftOut(factsOf({ devices: own, mounts })), [/^\/srv \(\/dev\/sda1\).*no counterpart/]);
});
