import t from 'tap';
import { partition } from '../../../lib-blockdev/test/device-fixture.ts';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import { fatSources } from '../../src/decide/fat-sources.ts';
import { first, second } from '../registries.ts';

t.test('the booted members that have a registry', async (t) => {
  const esp = espMember(first, { role: 'booted' });
  const boot = espMember(second, { role: 'booted', kind: 'xbootldr' });
  const kinds = (fstype: string) => {
    const devices = [
      partition('sda1', { partuuid: first, fstype: 'vfat' }),
      partition('sda2', { partuuid: second, fstype }),
    ];
    const machine = { sysroot: '/', live: true, devices, sources: new Map(), mounts: [], fstab: [] };
    return fatSources(machine, [esp, boot, espMember(second)]).map(({ kind }) => kind);
  };
  t.same(kinds('vfat'), ['esp', 'xbootldr']);
  t.same(kinds('ext4'), ['esp'], 'it is not mirrored');
  t.same(kinds(''), ['esp']);
});
