import t from 'tap';
import {
  findOption,
  foldedFile,
  freeNumbers,
  optionNumber,
  optionsOf,
  orderBehind,
  orderWith,
  programToStart,
} from '../../src/decide/boot-menu.ts';
import { bootMenu, bootOption } from '../boot-option-fixture.ts';

const systemd = '\\EFI\\systemd\\systemd-bootx64.efi';
const removable = '\\EFI\\BOOT\\BOOTX64.EFI';
const shim = '\\EFI\\debian\\shimx64.efi';

const menu = bootMenu(
  [bootOption('0001', 'old', shim), bootOption('0002', 'new', null), bootOption('0003', null, systemd)],
  { order: ['0001', '0002', '0000'] },
);

t.test('the option of a partition', async (t) => {
  t.equal(findOption(menu, 'new'), null, 'the removable path alone is made by firmware, and goes as it came');
  const own = bootOption('0007', 'new', systemd);
  const options = [...menu.options, own];
  t.equal(findOption({ options }, 'new'), own);
  t.strictSame(optionsOf({ options }, 'new', systemd.toUpperCase()), [own], 'whatever the case of its path');
  t.strictSame(optionsOf({ options }, 'new', systemd.slice(1)), [own], 'with its first backslash or without');
  t.strictSame(optionsOf({ options }, 'new', removable), []);
  t.strictSame(optionsOf({ options }, 'other', systemd), []);
  const twice = { options: [...options, bootOption('0008', 'new', systemd.toLowerCase())] };
  t.strictSame(
    optionsOf(twice, 'new', systemd).map(({ number }) => number),
    ['0007', '0008'],
  );
  t.equal(foldedFile('EFI\\\\A.efi'), '\\efi\\a.efi');
});

t.test('the program that is started', async (t) => {
  const cases: [programs: string[], program: string | null][] = [
    [[removable, systemd], systemd],
    [[removable, systemd, shim.toUpperCase()], shim.toUpperCase()],
    [[removable], removable],
    [['\\EFI\\other\\x.efi'], null],
    [[], null],
  ];
  for (const [programs, program] of cases) t.equal(programToStart(menu, programs), program);
});

t.test('the boot order', async (t) => {
  const cases: [order: string[], current: string | null, first: boolean, wanted: string[]][] = [
    [['1', '2'], '1', false, ['1', 'n', '2']],
    [['1', '2'], '2', false, ['1', '2', 'n']],
    [['1', '2'], null, false, ['1', '2', 'n']],
    [['1', '2'], '9', false, ['1', '2', 'n']],
    [[], '1', false, ['n']],
    [['1', '2'], '1', true, ['n', '1', '2']],
    [['1', '2', 'n'], '1', false, ['1', '2', 'n']],
    [['1', 'n', '2'], '1', true, ['n', '1', '2']],
    [['n', '1'], '1', true, ['n', '1']],
  ];
  for (const [order, current, first, wanted] of cases)
    t.strictSame(orderWith({ order, current }, 'n', first), wanted, `${order} ${current} ${first}`);
  t.strictSame(orderBehind(['1', '2'], '1', ['a', 'b']), ['1', 'a', 'b', '2']);
  t.strictSame(orderBehind(['1', '2'], null, ['a', 'b']), ['1', '2', 'a', 'b']);
  t.strictSame(orderBehind(['1'], '1', []), ['1']);
});

t.test('free numbers', async (t) => {
  t.equal(optionNumber(0xab), '00AB');
  const some = { taken: ['0000', '0003'], order: ['0001', '0003'], current: '0004', next: '0005' };
  t.strictSame(freeNumbers(some, 3), ['0002', '0006', '0007'], 'what the order names is not free');
  const taken = Array.from({ length: 0xffff }, (_, each) => optionNumber(each));
  t.strictSame(freeNumbers({ taken, order: [], current: null, next: null }, 2), ['FFFF']);
});
