import t from 'tap';
import { programsOn } from '../../src/gather/programs-on.ts';

t.test('programs are those one directory below EFI', async (t) => {
  const esp = t.testdir({
    EFI: {
      BOOT: { 'BOOTX64.EFI': '', 'readme.txt': '' },
      systemd: { 'systemd-bootx64.efi': '', deeper: { 'x.efi': '' } },
      'loose.efi': '',
      empty: {},
    },
    'other.efi': '',
  });
  t.strictSame(programsOn(esp), ['\\EFI\\BOOT\\BOOTX64.EFI', '\\EFI\\systemd\\systemd-bootx64.efi']);
  t.strictSame(programsOn(`${esp}/EFI/empty`), []);
});
