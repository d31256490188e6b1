import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { program, snapshotOf, writeTree } from '../fixtures/boot-tree.ts';
import {
  efivars,
  espFirmware,
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
import { binaryOf, workspace } from '../support/binaries.ts';
import { call, callOnTerminal, quote } from '../support/call.ts';
import { testInNamespace } from '../support/mount-namespace.ts';

const memory = 'var/lib/twinroot/boot-options';
const noted = (root: string) =>
  existsSync(join(root, memory)) ? readFileSync(join(root, memory), 'utf8') : '';
const states = (out: string) =>
  JSON.parse(out)
    .members.map(({ state }: { state: string }) => state)
    .join();

t.test('a member without an option gets one, right behind what was booted', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  const before = menuOf(root);
  const made = await espFirmware(root);
  t.equal(made.status, 0, made.err);
  t.match(JSON.parse(made.out).members, [
    { role: 'booted', state: 'same', partuuid: ids.first, number: '0001' },
    { role: 'mirror', state: 'made', number: '0002', file: 'EFI/systemd/systemd-bootx64.efi' },
  ]);
  t.equal(orderOf(root), '1,2,0');
  const { label } = JSON.parse(made.out).members[1];
  t.strictSame(variable(root, 'Boot0002'), loadOption(label, ids.second, loader));
  const { [`BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c`]: _, ...others } = before;
  t.match(menuOf(root), others, 'nothing else was written');
  t.match(JSON.parse(noted(root)), { did: 'made', partuuid: ids.second, file: loader, number: '0002' });

  const after = [menuOf(root), noted(root)];
  for (const time of ['second', 'third']) {
    const again = await espFirmware(root);
    t.match(again, { status: 0, err: '' }, time);
    t.equal(states(again.out), 'same,same');
    t.strictSame([menuOf(root), noted(root)], after, time);
  }
});

t.test('its label has the model and the serial number of its disk', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  const udev = join(root, 'dev/nvme1n1');
  writeFileSync(udev, `${readFileSync(udev, 'utf8')}ID_MODEL=Example_SSD\nID_SERIAL_SHORT=S2XNX0\n`);
  const { out } = await espFirmware(root);
  t.match(JSON.parse(out).members[1].label, /^Linux Boot Manager \(Example.SSD S2XNX0\)$/);
});

t.test('what the option that was booted gives to its program, the other one gives, too', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  setVariable(root, 'Boot0001', loadOption('Linux', ids.first, loader, { data: 'root=x' }));
  const { out } = await espFirmware(root);
  const { label } = JSON.parse(out).members[1];
  t.strictSame(variable(root, 'Boot0002'), loadOption(label, ids.second, loader, { data: 'root=x' }));
});

t.test('a plan writes nothing', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  const before = snapshotOf(root);
  const { status, out } = await espFirmware(root, '--dry-run');
  t.equal(status, 0);
  t.match(JSON.parse(out).operations, [
    { operation: 'make', number: '0002', partuuid: ids.second, file: 'EFI/systemd/systemd-bootx64.efi' },
    { operation: 'order', number: null, order: '0001,0002,0000' },
  ]);
  t.strictSame(snapshotOf(root), before);
  setVariable(root, 'Boot0002', loadOption('any', ids.second, loader));
  setVariable(root, 'BootOrder', numbers(1, 2, 0));
  t.strictSame(JSON.parse((await espFirmware(root, '-n')).out).operations, []);
});

t.test('an option is known by PARTUUID and path, whatever case and label', async (t) => {
  const root = newFirmware(t);
  setVariable(root, 'Boot0002', loadOption('UEFI OS', ids.second, loader.toUpperCase()));
  const before = menuOf(root);
  t.equal(states((await espFirmware(root)).out), 'same,same');
  t.strictSame(menuOf(root), before);
  const { label } = JSON.parse((await espFirmware(root)).out).members[0];
  setVariable(root, 'Boot0002', loadOption(label, ids.second, '\\EFI\\debian\\shimx64.efi'));
  const made = await espFirmware(root);
  t.equal(states(made.out), 'same,made', 'one that has the label starts something else');
  t.equal(orderOf(root), '1,3,2,0');
  t.not(JSON.parse(made.out).members[1].label, label);
});

t.test('a number that BootOrder names is not free, though nothing is there', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  setVariable(root, 'BootOrder', numbers(2, 1, 0));
  writeFileSync(join(root, efivars, 'Boot0003-8be4df61-93ca-11d2-aa0d-00e098032b8c'), '');
  t.match(JSON.parse((await espFirmware(root)).out).members[1], { state: 'made', number: '0004' });
  t.equal(orderOf(root), '2,1,4,0', 'the new one did not become the first');
});

t.test('one that is in no order is put there, and is not made again', async (t) => {
  const root = newFirmware(t);
  setVariable(root, 'BootOrder', numbers(0, 1));
  const option = variable(root, 'Boot0002');
  const ordered = await espFirmware(root);
  t.equal(states(ordered.out), 'same,ordered', ordered.err);
  t.equal(orderOf(root), '0,1,2');
  t.strictSame(variable(root, 'Boot0002'), option);
  setVariable(root, 'BootOrder', null);
  t.equal(states((await espFirmware(root)).out), 'ordered,ordered');
  t.equal(orderOf(root), '1,2', 'what was booted comes first');
});

t.test('where what was booted is in no order, the end is taken', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  setVariable(root, 'Boot0007', loadOption('once', ids.first, loader));
  setVariable(root, 'BootCurrent', numbers(7));
  setVariable(root, 'BootOrder', numbers(0));
  await espFirmware(root);
  t.equal(orderOf(root), '0,7,2');
});

t.test('options that are there twice are reported, and taken out with --prune', async (t) => {
  const root = newFirmware(t);
  setVariable(root, 'Boot0005', loadOption('again', ids.second, loader.toLowerCase()));
  setVariable(root, 'Boot0006', loadOption('again', ids.first, loader.toLowerCase()));
  setVariable(root, 'Boot0008', loadOption('other', ids.second, loader, { data: 'single' }));
  setVariable(root, 'BootOrder', numbers(5, 1, 6, 2, 0, 8));
  const before = menuOf(root);
  const told = await espFirmware(root);
  t.match(told, { status: 0, err: /Boot0002 .*--prune/ });
  t.match(told.err, /Boot0006 .*--prune/);
  t.notMatch(told.err, /Boot0008/, 'it is given something else');
  t.strictSame(menuOf(root), before);
  const plan = await espFirmware(root, '--prune', '--dry-run');
  t.match(JSON.parse(plan.out).operations, [
    { operation: 'order', order: '0005,0001,0000,0008' },
    { operation: 'delete', number: '0006' },
    { operation: 'delete', number: '0002' },
  ]);
  t.equal((await espFirmware(root, '--prune')).status, 0);
  t.strictSame(optionsIn(root), ['0000', '0001', '0005', '0008']);
  t.equal(orderOf(root), '5,1,0,8');
  setVariable(root, 'Boot0002', loadOption('again', ids.second, loader));
  setVariable(root, 'BootNext', numbers(2));
  await espFirmware(root, '--prune');
  t.ok(optionsIn(root).includes('0002'), 'one that is to be booted next stays');
});

t.test('what this firmware has dropped three times is not made again', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  const drop = () => {
    setVariable(root, 'Boot0002', null);
    setVariable(root, 'BootOrder', numbers(1, 0));
  };
  for (const time of [1, 2, 3]) {
    t.equal(states((await espFirmware(root)).out), 'same,made', `${time}`);
    drop();
  }
  const before = [menuOf(root), noted(root)];
  const told = await espFirmware(root);
  t.equal(told.status, 0);
  t.match(JSON.parse(told.out).members[1], {
    state: 'forgotten',
    number: null,
    why: 'this firmware forgets boot options of absent disks; the removable path is what boots this one',
  });
  t.match(told.err, '/var/lib/twinroot/boot-options');
  t.strictSame([menuOf(root), noted(root)], before);
  rmSync(join(root, memory));
  t.equal(states((await espFirmware(root)).out), 'same,made', 'without its memory it tries again');
});

t.test('what is taken out of the order three times stays out', async (t) => {
  const root = newFirmware(t);
  for (const time of [1, 2, 3]) {
    setVariable(root, 'BootOrder', numbers(1, 0));
    t.equal(states((await espFirmware(root)).out), 'same,ordered', `${time}`);
  }
  setVariable(root, 'BootOrder', numbers(1, 0));
  t.equal(states((await espFirmware(root)).out), 'same,forgotten');
  t.equal(orderOf(root), '1,0');
});

t.test('lines of its memory that are something else are said, and kept', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  mkdirSync(join(root, 'var/lib/twinroot'), { recursive: true });
  writeFileSync(join(root, memory), '{"did":"something"}\n{"torn');
  const { status, err } = await espFirmware(root);
  t.equal(status, 0);
  t.match(err, /2 lines/);
  t.match(noted(root), /^\{"did":"something"\}\n\{"torn\n\{"time":.*\}\n$/);
});

t.test('what cannot be noted is written, and said', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  mkdirSync(join(root, 'var/lib'), { recursive: true });
  writeFileSync(join(root, 'var/lib/twinroot'), 'a file');
  const { status, err, out } = await espFirmware(root);
  t.match([status, states(out)], [0, 'same,made']);
  t.match(err, /cannot be noted.*\/var\/lib\/twinroot.*ignoring/);
});

t.test('a member that is not there is passed over', async (t) => {
  const root = join(t.testdir(), 'root');
  cpSync(join(workspace, 'test/roots/missing-mirror'), root, { recursive: true, verbatimSymlinks: true });
  writeTree(join(root, 'efi0'), { 'EFI/systemd/systemd-bootx64.efi': program('systemd-boot') });
  const { status, out } = await espFirmware(root);
  t.equal(status, 0);
  t.match(JSON.parse(out).members[1], { state: 'missing', partuuid: ids.second });
});

t.test('an option whose loader is not there is not made', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  rmSync(join(root, 'efi1/EFI'), { recursive: true });
  const before = menuOf(root);
  const { status, out, err } = await espFirmware(root);
  t.equal(status, 1);
  t.match(JSON.parse(out).members[1], { state: 'failed', number: null, why: /esp-mirror/ });
  t.match(err, /esp-mirror/);
  t.strictSame([menuOf(root), noted(root)], [before, '']);
  const plan = await espFirmware(root, '--dry-run');
  t.match([plan.status, JSON.parse(plan.out).operations], [1, []]);
});

t.test('what firmware found by itself: the loader of the booted ESP is wanted', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  setVariable(root, 'Boot0009', loadOption('UEFI Disk', ids.first, null));
  setVariable(root, 'BootCurrent', numbers(9));
  setVariable(root, 'Boot0001', null);
  setVariable(root, 'BootOrder', numbers(9, 0));
  const { out } = await espFirmware(root);
  t.match(JSON.parse(out).members, [
    { state: 'made', number: '0001', file: 'EFI/systemd/systemd-bootx64.efi', label: /^Linux \(/ },
    { state: 'made', number: '0002' },
  ]);
  t.equal(orderOf(root), '9,1,2,0');
  for (const esp of ['efi0', 'efi1']) rmSync(join(root, esp, 'EFI'), { recursive: true });
  t.match(await espFirmware(root), { status: 1, err: /no program/ });
});

t.test('an option that is switched off is left so, and said', async (t) => {
  const root = newFirmware(t);
  setVariable(root, 'Boot0002', loadOption('off', ids.second, loader, { attributes: 0 }));
  const before = menuOf(root);
  const { status, out, err } = await espFirmware(root);
  t.match({ status, err }, { status: 0, err: /Boot0002 .*switched off/ });
  t.match(JSON.parse(out).members, [{ state: 'same' }, { state: 'inactive', why: /efibootmgr -b 0002 -a/ }]);
  t.strictSame(menuOf(root), before);
});

t.test('the set is looked up where nobody writes it', async (t) => {
  const root = newFirmware(t, { without: '0002' });
  const words = quote(binaryOf('esp-firmware'), '--sysroot', root, '--no-header', '--output', 'state');
  const answer = await call('/bin/sh', ['-c', `${words} </dev/null`]);
  t.match(answer, { status: 0, out: 'same\nmade\n' });
  t.match(await callOnTerminal(words), { status: 0, out: 'same\nsame\n' });
});

t.test('what is wrong with the records', async (t) => {
  const root = newFirmware(t);
  const before = menuOf(root);
  const run = (input: string) => call(binaryOf('esp-firmware'), ['--sysroot', root], { input });
  const set = (await call(binaryOf('esp-which'), ['--sysroot', root])).out;
  const cases = ['', 'nonsense\n', `${set}\n${set}`, set.slice(0, -20)];
  for (const input of cases) t.match(await run(input), { status: 2, out: '' }, input);
  t.match(await run(set.replace('/efi1', '/elsewhere')), { status: 0 }, 'records are hints');
  t.match(await call(binaryOf('esp-firmware'), ['operand']), { status: 2 });
  t.strictSame(menuOf(root), before);
});

t.test('machines without variables: 32, whatever comes in', async (t) => {
  for (const [name, why] of [
    ['bios', /not booted by UEFI/],
    ['container', /container/],
  ] as const) {
    const sysroot = join(workspace, 'test/roots', name);
    const given = { input: '' };
    t.match(await call(binaryOf('esp-firmware'), ['--sysroot', sysroot], given), {
      status: 32,
      err: why,
      out: '',
    });
  }
  const root = newFirmware(t);
  rmSync(join(root, efivars), { recursive: true });
  mkdirSync(join(root, efivars));
  t.match(await call(binaryOf('esp-firmware'), ['--sysroot', root]), { status: 32, err: /not mounted/ });
});

testInNamespace('esp-firmware/full', 'esp-firmware where variables cannot be written');
