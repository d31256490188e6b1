import t from 'tap';
import { EfivarError } from '../src/efivar-error.ts';

t.test('what an error carries', async (t) => {
  const cause = new Error('odd');
  const error = new EfivarError('DEVICE_PATH', 'Boot0001', 'ends early', { offset: 4, cause });
  t.match(error, { name: 'EfivarError', code: 'DEVICE_PATH', variable: 'Boot0001', offset: 4 });
  t.equal(error.message, 'EFI variable Boot0001: ends early');
  t.equal(error.cause, cause);
  t.equal(new EfivarError('SHORT', 'BootCurrent', 'short', { offset: 0 }).offset, 0);
  t.equal(new EfivarError('READ', 'BootCurrent', 'cannot be read').offset, null);
});
