import type { Mount } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { restoring } from '../../src/decide/restore.ts';
import { mountsFrom } from '../machine-fixture.ts';

function restored(lines: readonly string[], change: Partial<Mount> = {}) {
  const mounts = mountsFrom(lines);
  const mount = mounts.find(({ mountpoint }) => mountpoint === '/boot');
  if (mount === undefined) throw new Error('nothing on /boot');
  const kept = mounts.filter((other) => other !== mount);
  return restoring({ ...mount, ...change }, kept);
}

t.test('a mount is put back from another place, from its device, or not at all', async (t) => {
  const base = { target: '/boot', majmin: '8:17' };
  t.same(
    restored(['1 8:17 / /boot vfat /dev/sdb1', '1 8:17 / /efi1 vfat /dev/sdb1']),
    { ...base, operation: 'bind', source: '/efi1', root: '/' },
    'a twin',
  );
  t.same(
    restored(['1 8:17 / /boot vfat /dev/sdb1', '1 8:17 /EFI /efi1 vfat /dev/sdb1']),
    {
      ...base,
      operation: 'mount',
      source: '/dev/sdb1',
      root: '/',
      fstype: 'vfat',
      options: 'rw,nosuid,fmask=0077,dmask=0077',
    },
    'its device',
  );
  t.same(
    restored(['1 8:17 /EFI /boot vfat /dev/sdb1', '1 8:17 /EFI /efi1 vfat /dev/sdb1']),
    { ...base, operation: 'bind', source: '/efi1', root: '/EFI' },
    'the same directory of it',
  );
  t.match(restored(['1 8:17 / /boot vfat /dev/sdb1'], { superOptions: ['ro'] }), { options: /^ro,/ });
  t.match(restored(['1 8:17 / /boot vfat /dev/sdb1'], { options: ['ro', 'nodev'] }), {
    options: 'ro,nodev,fmask=0077,dmask=0077',
  });
  t.equal(restored(['1 8:17 /EFI /boot vfat /dev/sdb1']), null, 'a directory of it');
  t.equal(restored(['1 0:40 / /boot autofs systemd-1']), null, 'an automount');
  t.equal(restored(['1 0:41 / /boot tmpfs tmpfs']), null, 'a tmpfs');
});
