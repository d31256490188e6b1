import t from 'tap';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import { readFree } from '../../src/gather/read-free.ts';

const partuuid = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';

t.test('the free space of now; null where it is mounted nowhere, or cannot be asked', async (t) => {
  const root = t.testdir({ efi: {} });
  const at = (mountpoint: string | null) => readFree(root, espMember(partuuid, { mountpoint, free: -1 }));
  const there = await at('/efi');
  t.equal(there.warning, null);
  t.ok((there.free ?? -1) >= 0);
  t.match(await at(null), { free: null, warning: null });
  t.match(await at('/nowhere'), { free: null, warning: /\/nowhere/ });
});
