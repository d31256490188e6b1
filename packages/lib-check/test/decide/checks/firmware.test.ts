import t from 'tap';
import { pathOfOption, removablePath } from '../../../src/decide/checks/firmware.ts';
import { findingOf, found } from '../../findings-of.ts';
import {
  device,
  espA,
  espB,
  firmware,
  loaderPath,
  machine,
  member,
  option,
  program,
  removable,
} from '../../machine-fixture.ts';

t.test('paths of the specification', async (t) => {
  t.equal(removablePath('x64'), 'EFI/BOOT/BOOTX64.EFI');
  t.equal(removablePath('aa64'), 'EFI/BOOT/BOOTAA64.EFI');
  t.equal(pathOfOption('\\EFI\\systemd\\systemd-bootx64.efi'), 'EFI/systemd/systemd-bootx64.efi');
});

t.test('a loader that the mirror has lost, and an option that names what nobody has', async (t) => {
  const gone = { files: { [removable]: null, [loaderPath]: null } };
  const options = [option('0001', espA), option('0002', espB)];
  const members = [member('a'), member('b', gone)];
  const lost = machine({ firmware: firmware({ options, order: ['0001', '0002'] }), members });
  t.match(findingOf(lost, 'b', 'way-in'), [{ state: 'fail', fix: 'esp-which | esp-mirror' }]);
  const odd = [option('0001', espA), option('0002', espB, { file: '\\EFI\\gone.efi' })];
  const named = machine({ firmware: firmware({ options: odd, order: ['0001', '0002'] }), members });
  t.match(findingOf(named, 'b', 'way-in'), [{ state: 'fail', fix: 'esp-which | esp-firmware' }]);
});

t.test('ways in', async (t) => {
  const with_ = (
    options: readonly ReturnType<typeof option>[],
    changed: Parameters<typeof member>[1] = {},
    order = ['0001', '0002'],
  ) =>
    machine({
      firmware: firmware({ options: [...options], order }),
      members: [member('a'), member('b', changed)],
    });
  const first = option('0001', espA);
  const second = option('0002', espB);
  const noRemovable = { files: { [removable]: null } };
  const rows: readonly (readonly [ReturnType<typeof machine>, RegExp])[] = [
    [with_([first, second]), /^ok: boot option Boot0002, and the removable path$/],
    [with_([first, { ...second, file: '\\efi\\SYSTEMD\\systemd-BOOTx64.efi' }]), /^ok/],
    [with_([first, second], noRemovable), /^warn: only boot option Boot0002/],
    [with_([first]), /^warn: it has no boot option: only the removable path/],
    [with_([first], noRemovable), /^fail: it has no boot option/],
    [with_([first, { ...second, isActive: false }], noRemovable), /^fail: .* is not active/],
    [with_([first, second], noRemovable, ['0001']), /^fail: .* is not in BootOrder/],
    [
      with_([first, { ...second, file: '\\EFI\\gone.efi' }], noRemovable),
      /^fail: .* names .*gone.efi, which is not there/,
    ],
    [
      with_([first, option('0002', espB, { file: '\\EFI\\Microsoft\\Boot\\bootmgfw.efi' })], noRemovable),
      /^fail/,
    ],
    [
      machine({ firmware: firmware({ unknown: 'why', options: [], order: [] }) }),
      /^ok: it has the removable path/,
    ],
    [
      machine({
        firmware: firmware({ unknown: 'why', options: [], order: [] }),
        members: [member('a'), member('b', noRemovable)],
      }),
      /^unknown/,
    ],
  ];
  for (const [facts, expected] of rows) t.match(found(facts, 'b', 'way-in'), expected);
});

t.test('BootNext, and an option of nobody, with what mends them', async (t) => {
  const next = machine({ firmware: firmware({ next: '0002' }) });
  t.strictSame(
    findingOf(next, 'b', 'next').map(({ fix }) => fix),
    ['efibootmgr -N'],
  );
  t.strictSame(findingOf(machine(), 'b', 'next'), []);
  const note = { time: 1, boot: 'b'.repeat(32), partuuid: espB, number: '0002' };
  const drill = machine({
    firmware: firmware({ next: '0002' }),
    texts: { '/var/lib/twinroot/drill': `${JSON.stringify(note)}\n` },
  });
  t.equal(findingOf(drill, 'b', 'next')[0]?.fix, 'esp-firmware --cancel', 'the note of a drill goes with it');
  const dead = option('0007', '44444444-4444-4444-8444-444444444444');
  const order = machine({
    firmware: firmware({
      order: ['0001', '0002', '0007'],
      options: [option('0001', espA), option('0002', espB), dead],
    }),
  });
  t.strictSame(
    findingOf(order, 'b', 'order').map(({ fix }) => fix),
    ['efibootmgr -b 0007 -B'],
  );
});

t.test('what mends it does something', async (t) => {
  const first = option('0001', espA);
  const off = machine({
    firmware: firmware({
      options: [first, option('0002', espB, { isActive: false })],
      order: ['0001', '0002'],
    }),
  });
  t.equal(
    findingOf(off, 'b', 'way-in')[0]?.fix,
    'efibootmgr -b 0002 -a',
    'esp-firmware does not switch it on',
  );
  const other = device('/dev/sdb9', { partuuid: '99999999-9999-4999-8999-999999999999' });
  const windows = option('0000', other.partuuid, {
    label: 'Windows',
    file: '\\EFI\\Microsoft\\Boot\\bootmgfw.efi',
  });
  const facts = machine();
  const behind = (options: readonly ReturnType<typeof option>[], order: readonly string[]) =>
    findingOf(
      {
        ...facts,
        devices: [...facts.devices, other],
        firmware: firmware({ options: [...options], order: [...order] }),
      },
      'b',
      'order',
    )[0]?.fix;
  t.equal(
    behind([first, windows, option('0002', espB)], ['0000', '0002', '0001']),
    'efibootmgr -o 0002,0001,0000',
  );
  t.equal(
    behind([first, windows], ['0001', '0000']),
    'esp-which | esp-firmware',
    'it has no option of its own',
  );
});

t.test('a firmware of 32 bits has another removable path', async (t) => {
  const facts = (path: string) =>
    machine({
      firmware: firmware({ bits: 32, options: [], order: [] }),
      members: [member('a'), member('b', { files: { [removable]: null, [path]: program(9) } })],
    });
  t.match(found(facts('EFI/BOOT/BOOTIA32.EFI'), 'b', 'way-in'), /^warn: .*only the removable path/);
  t.match(found(facts(removable), 'b', 'way-in'), /^fail: .*there is no EFI\/BOOT\/BOOTIA32\.EFI/);
});
