import t from 'tap';
import { type BootMenu, findOption, orderWith, programToStart } from '../../src/decide/boot-menu.ts';

const systemd = '\\EFI\\systemd\\systemd-bootx64.efi';
const removable = '\\EFI\\BOOT\\BOOTX64.EFI';
const shim = '\\EFI\\debian\\shimx64.efi';

const menu: BootMenu = {
  options: [
    { number: '0001', partuuid: 'old', file: shim },
    { number: '0002', partuuid: 'new', file: null },
  ],
  order: ['0001', '0002', '0000'],
  current: '0001',
};

t.test('the option of a partition', async (t) => {
  t.equal(findOption(menu, 'new'), null, 'the removable path alone is made by firmware, and goes as it came');
  const own = { number: '0007', partuuid: 'new', file: systemd };
  const options = [...menu.options, own];
  t.equal(findOption({ options }, 'new'), own);
  t.equal(findOption({ options }, 'new', systemd.toUpperCase()), own, 'whatever the case of its path');
  t.equal(findOption({ options }, 'new', removable), null);
  t.equal(findOption({ options }, 'other', systemd), null);
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
});
