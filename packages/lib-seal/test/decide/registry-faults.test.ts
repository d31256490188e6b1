import t from 'tap';
import { damagedRegistry, obstacleFault, otherVersion } from '../../src/decide/registry-faults.ts';

t.test('what is said of a registry that cannot be used', async (t) => {
  t.match(otherVersion('the mirror', 2), /the mirror .*loader\/esp-sync.* format 2, .*newer one$/);
  t.match(
    damagedRegistry('/efi1', 'torn'),
    /\/efi1 is damaged \(torn\), and counts as if it were not there$/,
  );
  t.equal(obstacleFault('/efi1', null), null);
  t.equal(obstacleFault('/efi1', { kind: 'damaged', why: 'torn' }), null);
  const found = { kind: 'damaged', why: 'it is a directory: remove it', isObstacle: true } as const;
  t.match(obstacleFault('/efi1', found), /\/efi1 .*a directory: remove it$/);
});
