import { join } from 'node:path';
import t from 'tap';
import {
  ids,
  loader,
  loadOption,
  menuOf,
  newFirmware,
  numbers,
  optionsIn,
  orderOf,
  setVariable,
  variable,
} from '../fixtures/efi-variables.ts';
import { valuesOf } from '../fixtures/esp-registry.ts';
import { binaryOf } from '../support/binaries.ts';
import { call } from '../support/call.ts';

/** Runs esp-leave behind esp-which. */
async function leave(root: string, ...args: readonly string[]) {
  const which = await call(binaryOf('esp-which'), ['--json', '--sysroot', root]);
  return call(binaryOf('esp-leave'), ['--json', '--sysroot', root, ...args], { input: which.out });
}

/** A machine whose second ESP has two options of ours, and one of another system. */
function newMachine(test: { testdir(): string }): string {
  const root = newFirmware(test);
  setVariable(root, 'Boot0003', loadOption('Debian', ids.second, '\\EFI\\debian\\shimx64.efi'));
  setVariable(root, 'Boot0004', loadOption('again', ids.second, loader.toUpperCase()));
  setVariable(root, 'BootOrder', numbers(4, 1, 3, 2, 0));
  return root;
}

t.test('boot options go with a member that leaves', async (t) => {
  const root = newMachine(t);
  const before = menuOf(root);
  const plan = await leave(root, '--dry-run', '/efi1');
  t.match(JSON.parse(plan.out).changes, [
    { operation: 'leave', partuuid: ids.second, number: null },
    { operation: 'delete-option', number: '0002', file: 'EFI/systemd/systemd-bootx64.efi' },
    { operation: 'delete-option', number: '0004', partuuid: ids.second },
  ]);
  t.strictSame(menuOf(root), before, 'a plan writes nothing');
  const left = await leave(root, '/efi1');
  t.match(left, { status: 0, err: /0002 .*is deleted/ });
  t.strictSame(optionsIn(root), ['0000', '0001', '0003'], 'those of another system stay');
  t.equal(orderOf(root), '1,3,0');
  const after = menuOf(root);
  t.match(await leave(root, `PARTUUID=${ids.second}`), { status: 0, err: /left before/ });
  t.strictSame(menuOf(root), after);
});

t.test('who left before, and has an option again, loses it the next time', async (t) => {
  const root = newMachine(t);
  await leave(root, '/efi1');
  setVariable(root, 'Boot0007', loadOption('again', ids.second, loader));
  setVariable(root, 'BootNext', numbers(7));
  t.equal((await leave(root, '/efi1')).status, 0);
  t.strictSame([optionsIn(root), variable(root, 'BootNext')], [['0000', '0001', '0003'], null]);
});

t.test('where there are no variables to be written, members leave all the same', async (t) => {
  const root = newMachine(t);
  setVariable(root, 'BootOrder', Buffer.of(1));
  setVariable(root, 'BootCurrent', Buffer.of(1));
  const { status } = await leave(root, '/efi1');
  t.equal(status, 1, 'what cannot be understood is not written');
  t.notOk(optionsIn(root).includes('0009'));
  const other = newMachine(t);
  const input = (await call(binaryOf('esp-which'), ['--json', '--sysroot', other])).out;
  for (const name of optionsIn(other)) setVariable(other, `Boot${name}`, null);
  t.equal((await call(binaryOf('esp-leave'), ['--sysroot', other, '/efi1'], { input })).status, 0);
  t.match(valuesOf(join(other, 'efi0'), 'gone')[0], ids.second);
});
