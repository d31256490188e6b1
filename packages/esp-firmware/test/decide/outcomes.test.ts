import t from 'tap';
import { bootMenu, bootOption } from '../../../lib-firmware/test/boot-option-fixture.ts';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import type { MemberWay } from '../../src/decide/options-plan.ts';
import { outcomesOf } from '../../src/decide/outcomes.ts';

const [a, b] = ['0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b'];
const file = '\\EFI\\a.efi';
const option = bootOption('0002', b, '\\efi\\A.EFI', { label: 'L' });
const outcome = (way: MemberWay | null, menu = bootMenu([option]), why: string | null = null) =>
  outcomesOf([espMember(b)], {
    menu,
    file,
    ways: way === null ? [] : [way],
    failures: new Map(why === null ? [] : [[b, why]]),
  })[0];
const make = { kind: 'make', partuuid: b, number: '0002' } as const;

t.test('what became of an option', async (t) => {
  t.match(outcome(make), { state: 'made', number: '0002', file: 'EFI/a.efi', label: 'L', why: null });
  t.match(outcome({ kind: 'right', partuuid: b, option }), { state: 'same', why: null });
  t.match(outcome({ kind: 'order', partuuid: b, option }), { state: 'ordered' });
  const off = { ...option, isActive: false };
  t.match(outcome({ kind: 'right', partuuid: b, option: off }, bootMenu([off])), {
    state: 'inactive',
    why: /-b 0002 -a/,
  });
  t.match(outcome({ kind: 'forgotten', partuuid: b, option: null }, bootMenu([])), {
    state: 'forgotten',
    number: null,
  });
  t.match(outcome(null), { state: 'missing', number: null, file: null });
  t.match(outcome(make, bootMenu([]), 'no room'), { state: 'failed', number: null, why: 'no room' });
});

t.test('what the firmware did not keep', async (t) => {
  t.match(outcome(make, bootMenu([])), { state: 'failed', number: null, why: /boot option/ });
  t.match(outcome(make, bootMenu([option], { order: [] })), {
    state: 'failed',
    number: '0002',
    why: /BootOrder/,
  });
  t.match(
    outcome(make, bootMenu([bootOption('0002', a, file)])),
    { state: 'failed' },
    'another one has the number',
  );
});
