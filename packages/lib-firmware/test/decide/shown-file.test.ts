import t from 'tap';
import { shownFile } from '../../src/decide/shown-file.ts';

t.test('a file below the root of its member', async (t) => {
  t.equal(shownFile('\\EFI\\systemd\\systemd-bootx64.efi'), 'EFI/systemd/systemd-bootx64.efi');
  t.equal(shownFile('vmlinuz'), 'vmlinuz');
});
