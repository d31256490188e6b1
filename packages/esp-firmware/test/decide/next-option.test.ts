import t from 'tap';
import { bootMenu, bootOption } from '../../../lib-firmware/test/boot-option-fixture.ts';
import { nextOption } from '../../src/decide/next-option.ts';

const file = '\\EFI\\a.efi';
const own = bootOption('0001', 'a', file);
const other = bootOption('0002', 'b', '\\efi\\A.efi');
const again = bootOption('0003', 'b', file);

t.test('the option by which a member boots once', async (t) => {
  const cases: [string, Parameters<typeof bootMenu>, object][] = [
    ['it is there', [[own, other]], { kind: 'next', option: other, waits: false }],
    ['it waits already', [[own, other], { next: '0002' }], { kind: 'next', waits: true }],
    ['the first in the order', [[own, other, again], { order: ['0003', '0002'] }], { option: again }],
    ['none', [[own]], { kind: 'refused', reason: /no boot option/ }],
    ['not in the order', [[own, other], { order: ['0001'] }], { kind: 'refused', reason: /BootOrder/ }],
    ['switched off', [[own, { ...other, isActive: false }]], { kind: 'refused', reason: /switched off/ }],
    ['another one waits', [[own, other], { next: '0001' }], { kind: 'refused', reason: /BootNext/ }],
  ];
  for (const [name, menu, wanted] of cases) t.match(nextOption(bootMenu(...menu), 'b', file), wanted, name);
});
