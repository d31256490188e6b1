import t from 'tap';
import { forgetOptions } from '../../src/act/forget-options.ts';
import { createBootOption, writeBootNext, writeBootOrder } from '../../src/act/write-boot-menu.ts';
import { readBootMenu } from '../../src/gather/read-boot-menu.ts';
import { putVariable } from '../efivars-fixture.ts';

const partuuid = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const loader = { file: '\\EFI\\systemd\\systemd-bootx64.efi', optionalData: new Uint8Array() };

t.test('options are taken out, with all that names them', async (t) => {
  const root = t.testdir({});
  putVariable(root, 'BootCurrent', Buffer.of(1, 0));
  for (const number of ['0002', '0003'])
    createBootOption(root, {
      number,
      label: 'L',
      partuuid,
      place: { partition: 1, start: 1n, size: 9n },
      loader,
    });
  writeBootOrder(root, ['0001', '0002', '0003']);
  writeBootNext(root, '0003');
  const menu = readBootMenu(root);
  forgetOptions(root, menu, menu.options.slice(0, 1));
  t.match(readBootMenu(root), { taken: ['0003'], order: ['0001', '0003'], next: '0003' });
  for (const _ of ['once', 'twice']) forgetOptions(root, readBootMenu(root), menu.options);
  t.match(readBootMenu(root), { taken: [], order: ['0001'], next: null });
});
