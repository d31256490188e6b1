import t from 'tap';
import { partuuidOf } from '../../src/decide/partuuid-of.ts';

t.test('the PARTUUID of a record', async (t) => {
  const partuuid = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
  t.equal(partuuidOf({ partuuid }), partuuid);
  t.throws(() => partuuidOf({ partuuid: 'sda1' }), { message: 'sda1 is not a PARTUUID' });
});
