import { symlinkSync } from 'node:fs';
import t from 'tap';
import { findProgram } from '../../src/gather/find-program.ts';

t.test('a program is found whatever its case', async (t) => {
  const esp = t.testdir({
    EFI: { Systemd: { 'systemd-bootx64.efi': 'MZ', 'empty.efi': '' } },
    vmlinuz: 'MZ',
  });
  symlinkSync('Systemd', `${esp}/EFI/link`);
  const found = `${esp}/EFI/Systemd/systemd-bootx64.efi`;
  const cases: [file: string, path: string | null][] = [
    ['\\EFI\\systemd\\systemd-bootx64.efi', found],
    ['\\EFI\\SYSTEMD\\SYSTEMD-BOOTX64.EFI', found],
    ['EFI\\Systemd\\systemd-bootx64.efi', found],
    ['\\vmlinuz', `${esp}/vmlinuz`],
    ['\\EFI\\systemd\\empty.efi', null],
    ['\\EFI\\systemd', null],
    ['\\EFI\\link\\systemd-bootx64.efi', null],
    ['\\EFI\\none\\systemd-bootx64.efi', null],
    ['\\vmlinuz\\x', null],
    ['', null],
  ];
  for (const [file, path] of cases) t.equal(findProgram(esp, file), path, file);
});
