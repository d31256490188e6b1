import t from 'tap';
import { bootMenu, bootOption } from '../../../lib-firmware/test/boot-option-fixture.ts';
import { ownLabel } from '../../src/decide/own-label.ts';

const file = '\\EFI\\systemd\\systemd-bootx64.efi';
const own = bootOption('0001', 'a', file, { label: 'Own' });
const right = { kind: 'right', partuuid: 'a', option: own } as const;
const make = (partuuid: string) => ({ kind: 'make', partuuid, number: '0007' }) as const;
const stick = bootOption('0002', 's', file, { label: 'Stick' });

t.test('what new options are named after', async (t) => {
  const cases: [string, Parameters<typeof ownLabel>[0], Parameters<typeof ownLabel>[1], string | null][] = [
    ['the booted one', bootMenu([own]), [right, make('b')], 'Own'],
    [
      'the booted one, by another program',
      bootMenu([bootOption('0003', 'a', '\\shim', { label: 'Shim' }), own]),
      [right, make('b')],
      'Shim',
    ],
    ['not the stick', bootMenu([stick, own]), [right, make('b')], 'Own'],
    ['not the stick, where there is nothing else', bootMenu([stick]), [make('a'), make('b')], null],
    [
      'not what firmware has made',
      bootMenu([bootOption('0004', 'a', null, { label: 'UEFI disk' })]),
      [make('a')],
      null,
    ],
    ['nothing was booted', bootMenu([], { current: null }), [make('a')], null],
  ];
  for (const [title, menu, ways, wanted] of cases) t.equal(ownLabel(menu, ways), wanted, title);
});
