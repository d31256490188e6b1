import t from 'tap';
import {
  createBootOption,
  deleteBootNext,
  deleteBootOption,
  writeBootNext,
  writeBootOrder,
} from '../../src/act/write-boot-menu.ts';
import { readBootMenu } from '../../src/gather/read-boot-menu.ts';
import { putVariable } from '../efivars-fixture.ts';

const partuuid = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const loader = { file: '\\EFI\\systemd\\systemd-bootx64.efi', optionalData: new Uint8Array() };
const option = { number: '0003', label: 'L', partuuid, place: { partition: 1, start: 1n, size: 9n }, loader };

t.test('an option is made, put in order, tried once, and deleted', async (t) => {
  const root = t.testdir({});
  putVariable(root, 'BootCurrent', Buffer.of(1, 0));
  createBootOption(root, option);
  t.match(readBootMenu(root), { taken: ['0003'], order: [], options: [{ label: 'L', partuuid, ...loader }] });
  t.throws(() => createBootOption(root, option), { code: 'WRITE' }, 'its number is taken');
  writeBootOrder(root, ['0001', '0003']);
  t.strictSame(readBootMenu(root).order, ['0001', '0003']);
  writeBootOrder(root, ['0003']);
  t.strictSame(readBootMenu(root).order, ['0003']);
  writeBootNext(root, '0003');
  t.equal(readBootMenu(root).next, '0003');
  t.throws(() => writeBootNext(root, '0001'), { code: 'WRITE' }, 'one is waiting');
  for (const _ of ['once', 'twice']) {
    deleteBootNext(root);
    deleteBootOption(root, '0003');
    t.match(readBootMenu(root), { taken: [], order: ['0003'], next: null });
  }
});
