import { mkdirSync } from 'node:fs';
import t from 'tap';
import { whyNoWrites } from '../../src/gather/why-no-writes.ts';
import { putVariable } from '../efivars-fixture.ts';

t.test('where variables are and where they are not', async (t) => {
  const root = t.testdir({});
  t.match(whyNoWrites(root), '/sys is not mounted');
  mkdirSync(`${root}/sys/kernel`, { recursive: true });
  t.match(whyNoWrites(root), 'not booted by UEFI');
  mkdirSync(`${root}/run/systemd/container`, { recursive: true });
  t.match(whyNoWrites(root), 'container');
  mkdirSync(`${root}/sys/firmware/efi/efivars`, { recursive: true });
  t.match(whyNoWrites(root), 'efivarfs is not mounted');
  putVariable(root, 'BootCurrent', Buffer.of(1, 0));
  t.equal(whyNoWrites(root), null);
});
