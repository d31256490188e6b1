import t from 'tap';
import type { Deed } from '../../src/decide/deeds.ts';
import { leavingOptions } from '../../src/decide/leaving-options.ts';
import { bootMenu, bootOption } from '../boot-option-fixture.ts';

const file = '\\EFI\\systemd\\systemd-bootx64.efi';
const shim = '\\EFI\\debian\\shimx64.efi';
const options = [
  bootOption('0001', 'a', file),
  bootOption('0002', 'b', file.toUpperCase()),
  bootOption('0003', 'b', shim),
  bootOption('0004', 'b', null),
  bootOption('0005', null, file),
  bootOption('0006', 'c', file),
  bootOption('0007', 'b', file),
];
const deed: Deed = { time: 0, boot: null, did: 'made', partuuid: 'b', file: shim, number: '0009' };
const numbersOf = (...args: Parameters<typeof leavingOptions>) =>
  leavingOptions(...args).map(({ number }) => number);

t.test('which options leave with a member', async (t) => {
  const menu = bootMenu(options);
  t.strictSame(numbersOf(menu, ['b'], ['a'], []), ['0002', '0007'], 'what starts the booted loader there');
  t.strictSame(numbersOf(menu, ['b'], ['a'], [deed]), ['0002', '0003', '0007'], 'and what was made for it');
  t.strictSame(numbersOf(menu, ['b', 'c'], ['a'], []), ['0002', '0006', '0007']);
  t.strictSame(numbersOf(menu, [], ['a'], [deed]), []);
  t.strictSame(
    numbersOf({ ...menu, current: null }, ['b'], ['a'], [deed]),
    ['0003'],
    'it is not known what was booted',
  );
  t.strictSame(
    numbersOf({ ...menu, current: '0007' }, ['b'], ['a'], [{ ...deed, file }]),
    ['0002'],
    'never what was booted',
  );
});
