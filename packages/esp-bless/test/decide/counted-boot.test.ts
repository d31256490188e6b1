import t from 'tap';
import { countedBootOf } from '../../src/decide/counted-boot.ts';

t.test('what the variable says', async (t) => {
  for (const [text, path, id] of [
    ['\\loader\\entries\\a+2-1.conf', 'loader/entries/a+2-1.conf', 'LOADER/ENTRIES/A.CONF'],
    ['\\Loader\\Entries\\A+3.CONF', 'Loader/Entries/A+3.CONF', 'LOADER/ENTRIES/A.CONF'],
    ['\\EFI\\Linux\\a b+0-3.efi', 'EFI/Linux/a b+0-3.efi', 'EFI/LINUX/A B.EFI'],
    ['/EFI/Linux/a+1-2.efi', 'EFI/Linux/a+1-2.efi', 'EFI/LINUX/A.EFI'],
    ['\\loader\\entries\\a+b+1.conf', 'loader/entries/a+b+1.conf', 'LOADER/ENTRIES/A+B.CONF'],
  ] as const)
    t.same(countedBootOf(text), { kind: 'counted', path, id }, text);
});

t.test('what is no entry with a counter is refused', async (t) => {
  for (const text of [
    '',
    '\\',
    'a+2-1.conf',
    '\\loader\\entries\\a.conf',
    '\\loader\\entries\\a+x.conf',
    '\\loader\\entries\\.a+1.conf',
    '\\loader\\entries\\..\\entries\\a+1.conf',
    '\\loader\\.\\entries\\a+1.conf',
    '\\loader\\a+1.conf',
    '\\EFI\\Linux\\a+1.conf',
    '\\EFI\\Linux\\x\\a+1.efi',
    '\\EFI\\systemd\\a+1.efi',
  ])
    t.match(countedBootOf(text), { kind: 'refused' }, text);
});
