import t from 'tap';
import { typeFacts, withTypes } from '../../src/decide/clone-types.ts';
import { devicesWith, factsOf } from '../machine-fixture.ts';

t.test('what is known of the types, and what is done with it', async (t) => {
  const facts = factsOf({ devices: devicesWith({ sdb2: { fstype: 'xfs' } }) });
  const fstab = 'UUID=id-sdb2 / ext4 errors=remount-ro 0 1\n';
  const types = typeFacts(facts, fstab, null);
  t.strictSame(types.rootTypes, { old: 'ext4', fresh: 'xfs' });
  t.equal(typeFacts(facts, 'UUID=id-sda2 / xfs rw\n', null).rootTypes, null);
  t.strictSame(
    typeFacts(facts, 'UUID=id-sda2 / auto rw\n', null).rootTypes,
    { old: 'ext4', fresh: 'xfs' },
    'as it is mounted',
  );
  t.equal(types.subvolumeAt('/'), null);
  const text = (kind: 'fstab' | 'cmdline' | 'crypttab', of: string) =>
    withTypes({ path: '/x', kind, text: of }, types, () => true);
  t.equal(text('fstab', fstab), 'UUID=id-sdb2 / xfs defaults 0 1\n');
  t.equal(text('cmdline', 'rootfstype=ext4'), 'rootfstype=xfs');
  t.equal(text('crypttab', 'rootfstype=ext4'), 'rootfstype=ext4');
});

t.test('subvolumes of the source, and of its peer', async (t) => {
  const btrfs = factsOf();
  const mounts = btrfs.mounts.map((mount) => ({ ...mount, fstype: 'btrfs', root: `/@${mount.mountpoint}` }));
  const types = typeFacts({ ...btrfs, mounts }, '', '/mnt/peer');
  t.equal(types.subvolumeAt('/boot'), '/@/boot');
  t.equal(types.subvolumeAt('/mnt/peer/boot'), '/@/boot');
  t.equal(types.subvolumeAt('/mnt/peer'), '/@/');
  t.equal(types.subvolumeAt('/home'), null);
});
