import t from 'tap';
import { found } from '../../findings-of.ts';
import { type files, firmware, loaderPath, machine, member, program } from '../../machine-fixture.ts';

t.test('the loader: whole, and as the booted one', async (t) => {
  const b = (file: (typeof files)[string] | null) =>
    machine({ members: [member('a'), member('b', { files: { [loaderPath]: file } })] });
  t.match(found(b(program(60_000, { isCut: true })), 'b', 'loader'), /^fail: .* is truncated$/);
  t.match(found(b(program(0)), 'b', 'loader'), /^fail: .* is empty$/);
  t.match(found(b(program(120_000, { pe: false })), 'b', 'loader'), /^fail: .* is not a PE image$/);
  t.match(
    found(b({ ...program(120_000), unreadable: 'EIO' }), 'b', 'loader'),
    /^fail: .* cannot be read \(EIO\)$/,
  );
  t.match(found(b(program(121_000)), 'b', 'loader'), /^warn: .* is not the one that \/efi has$/);
  t.match(
    found(b({ ...program(120_000), mtime: 5 }), 'b', 'loader'),
    /^ok/,
    'another time is no other loader',
  );
  t.match(found(b(null), 'b', 'loader'), /^ok: EFI\/BOOT/);
});

t.test('a loader for another architecture', async (t) => {
  const b = (machineType: number, more: Parameters<typeof machine>[0] = {}) =>
    machine({
      members: [
        member('a'),
        member('b', { files: { [loaderPath]: program(120_000, { machine: machineType }) } }),
      ],
      ...more,
    });
  t.match(found(b(0xaa64), 'b', 'loader'), /^fail: .* is for aa64, and this machine is x64$/);
  t.match(found(b(0x8664), 'b', 'loader'), /^ok/);
  t.match(found(b(0x8664, { firmware: firmware({ bits: 32 }) }), 'b', 'loader'), /^fail: .* is for x64/);
  t.match(found(b(0x14c, { firmware: firmware({ bits: 32 }) }), 'b', 'loader'), /^ok/);
  const unsaid = { host: { ...machine().host, architecture: null } };
  t.match(found(b(0xaa64, unsaid), 'b', 'loader'), /^ok/, 'of a machine that does not say nothing is known');
});
