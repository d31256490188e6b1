import t from 'tap';
import { planRecords } from '../../src/decide/plan-records.ts';

t.test('options, the order that names them, what is taken out', async (t) => {
  const option = {
    number: '0002',
    label: 'L',
    partuuid: 'b',
    place: { partition: 1, start: 1n, size: 1n },
    loader: { file: '\\EFI\\a.efi', optionalData: new Uint8Array() },
  };
  const nothing = { number: null, partuuid: null, file: null, label: null, order: null };
  t.strictSame(
    planRecords({ make: [option], order: ['0001', '0002'], remove: [{ number: '0005', partuuid: 'b' }] }),
    [
      { ...nothing, operation: 'make', number: '0002', partuuid: 'b', label: 'L', file: 'EFI/a.efi' },
      { ...nothing, operation: 'order', order: '0001,0002' },
      { ...nothing, operation: 'delete', number: '0005', partuuid: 'b' },
    ],
  );
  t.strictSame(planRecords({ make: [], order: null, remove: [] }), []);
});
