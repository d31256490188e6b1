import t from 'tap';
import { neededOn } from '../../src/decide/needed-files.ts';
import { factsOf, mountsOf } from '../machine-fixture.ts';

t.test('modules and kernels on the volumes that hold them', async (t) => {
  const { volumes } = factsOf({ mounts: mountsOf('sda2 /', 'sdb2 /mnt/new', 'sdb1 /mnt/new/usr') });
  const needed = volumes.map((volume) => [volume.path, neededOn(volume, volumes)]);
  t.strictSame(needed, [
    ['/', ['/lib/modules/***', '/boot/***']],
    ['/usr', ['/usr/lib/modules/***']],
  ]);
});
