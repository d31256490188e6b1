import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { snapshotOf, writeTree } from '../fixtures/boot-tree.ts';
import {
  bootAs,
  espFirmware,
  ids,
  loadOption,
  menuOf,
  newFirmware,
  numbers,
  setVariable,
  variable,
} from '../fixtures/efi-variables.ts';
import { valuesOf, version } from '../fixtures/esp-registry.ts';
import { binaryOf } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { espMirror } from '../support/esp-mirror-call.ts';

const state = (root: string, name: string) => {
  const path = join(root, 'var/lib/twinroot', name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
};

/** A machine that was booted from the first disk. */
function newMachine(test: { testdir(): string }): string {
  const root = newFirmware(test);
  bootAs(root, 'a', 1, ids.first);
  for (const esp of ['efi0', 'efi1']) writeTree(join(root, esp), version('6.6.1'));
  return root;
}

t.test('a member that would not boot is not drilled: esp-check says why', async (t) => {
  const root = newMachine(t);
  rmSync(join(root, 'efi1/6.6.1/linux'));
  const refused = await espFirmware(root, '--next', '/efi1');
  t.equal(refused.status, 1);
  t.match(refused.err, /would not boot: entries: 6\.6\.1\.conf names 6\.6\.1\/linux, which does not exist/);
  t.equal(variable(root, 'BootNext'), null);
});

t.test('a drill there and back', async (t) => {
  const root = newMachine(t);
  const which = await call(binaryOf('esp-which'), ['--json', '--sysroot', root]);
  await espMirror(['--sysroot', root], { input: which.out });

  const plan = await espFirmware(root, '--next', '/efi1', '--dry-run');
  t.match(JSON.parse(plan.out).operations, [{ operation: 'next', number: '0002', partuuid: ids.second }]);
  t.strictSame([variable(root, 'BootNext'), state(root, 'drill')], [null, null], 'a plan writes nothing');
  const asked = await espFirmware(root, '--next', '/efi1');
  t.match(asked, { status: 0, err: /--cancel/ });
  t.match(JSON.parse(asked.out).members, [{ state: 'next', number: '0002', partuuid: ids.second }]);
  t.strictSame(variable(root, 'BootNext'), numbers(2));
  const before = snapshotOf(root);
  for (const name of ['/efi1', '/dev/nvme1n1p1', `PARTUUID=${ids.second}`]) {
    t.equal((await espFirmware(root, '--next', name)).status, 0, name);
    t.strictSame(snapshotOf(root), before, `${name}: it waits already`);
  }
  const own = await espFirmware(root, '--record');
  t.match(JSON.parse(own.out).boots, [{ member: ids.first, asked: null, drill: null }], 'not of this boot');
  t.ok(state(root, 'drill'));

  bootAs(root, 'b', 2, ids.second);
  const met = await espFirmware(root, '--record');
  t.equal(met.status, 0, met.err);
  const generation = valuesOf(join(root, 'efi1'), 'generation')[0]?.split(' ');
  t.match(JSON.parse(met.out).boots, [
    {
      boot: 'b0000000000040008000000000000000',
      member: ids.second,
      generation: Number(generation?.[0]),
      generation_id: generation?.[1],
      asked: ids.second,
      drill: 'met',
    },
  ]);
  t.equal(state(root, 'drill'), null);
  const noted = state(root, 'boots');
  t.match(noted, /^\{.*\}\n\{.*"drill":"met"\}\n$/);
  t.match(await espFirmware(root, '--record'), { status: 0, out: met.out });
  t.equal(state(root, 'boots'), noted, 'a boot is noted once');

  bootAs(root, 'c', 1, ids.first);
  const back = await espFirmware(root, '--record');
  t.match(JSON.parse(back.out).boots, [{ member: ids.first, asked: null, drill: null }]);
  t.equal(state(root, 'boots')?.split('\n').length, 4);
});

t.test('a firmware that ignores BootNext: the drill was missed', async (t) => {
  const root = newMachine(t);
  await espFirmware(root, '--next', '/efi1');
  bootAs(root, 'b', 1, ids.first);
  t.match(JSON.parse((await espFirmware(root, '--record', '-n')).out).operations, [{ operation: 'record' }]);
  t.equal(state(root, 'boots'), null);
  for (const time of ['once', 'twice']) {
    const { status, out, err } = await espFirmware(root, '--record');
    t.match([status, JSON.parse(out).boots[0].drill], [1, 'missed'], time);
    t.match(err, `${ids.second} was asked for, and ${ids.first} has booted`);
  }
});

t.test('a drill is taken back', async (t) => {
  const root = newMachine(t);
  const before = menuOf(root);
  t.match(await espFirmware(root, '--cancel'), { status: 0, err: /nothing is different/ });
  await espFirmware(root, '--next', '/efi1');
  t.match(JSON.parse((await espFirmware(root, '--cancel', '-n')).out).operations, [{ operation: 'cancel' }]);
  for (const _ of ['once', 'twice']) {
    t.equal((await espFirmware(root, '--cancel')).status, 0);
    t.strictSame(menuOf(root), before);
    t.equal(state(root, 'drill'), null);
  }
  await espFirmware(root, '--next', '/efi1');
  setVariable(root, 'BootNext', numbers(0));
  await espFirmware(root, '--cancel');
  t.strictSame(variable(root, 'BootNext'), numbers(0), 'what somebody else wants next stays');
});

t.test('what cannot be tried', async (t) => {
  const cases: [string, string, (root: string) => void, number, RegExp][] = [
    ['what was booted', '/efi0', () => undefined, 1, /what was booted/],
    ['what is no member', '/dev/nvme1n1p2', () => undefined, 1, /not an ESP of the set/],
    ['what is no name', 'efi1', () => undefined, 2, /absolute path/],
    ['no option', '/efi1', (root) => setVariable(root, 'Boot0002', null), 1, /no boot option/],
    ['in no order', '/efi1', (root) => setVariable(root, 'BootOrder', numbers(1)), 1, /BootOrder/],
    ['another one waits', '/efi1', (root) => setVariable(root, 'BootNext', numbers(0)), 1, /BootNext/],
    [
      'its loader is not there',
      '/efi1',
      (root) => rmSync(join(root, 'efi1/EFI'), { recursive: true }),
      1,
      /would not boot/,
    ],
    [
      'switched off',
      '/efi1',
      (root) =>
        setVariable(
          root,
          'Boot0002',
          loadOption('x', ids.second, '\\EFI\\systemd\\systemd-bootx64.efi', { attributes: 0 }),
        ),
      1,
      /switched off/,
    ],
    [
      'no boot id',
      '/efi1',
      (root) => writeFileSync(join(root, 'proc/sys/kernel/random/boot_id'), ''),
      1,
      /id of this boot/,
    ],
  ];
  for (const [name, member, change, status, err] of cases) {
    const root = newMachine(t);
    change(root);
    const before = variable(root, 'BootNext');
    t.match(await espFirmware(root, '--next', member), { status, err, out: '' }, name);
    t.strictSame([variable(root, 'BootNext'), state(root, 'drill')], [before, null], name);
    rmSync(root, { recursive: true });
  }
  const root = newMachine(t);
  t.equal((await espFirmware(root, '--next', '/efi1', '--record')).status, 2);
  t.equal((await espFirmware(root, '--prune', '--cancel')).status, 2);
});

t.test('BootNext that somebody else has set is a drill, too, once it is asked for', async (t) => {
  const root = newMachine(t);
  const which = await call(binaryOf('esp-which'), ['--json', '--sysroot', root]);
  await espMirror(['--sysroot', root], { input: which.out });
  await espFirmware(root, '--next', '/efi1');
  rmSync(join(root, 'var/lib/twinroot/drill'));
  const plan = await espFirmware(root, '--next', '/efi1', '--dry-run');
  t.match(JSON.parse(plan.out).operations, [{ operation: 'next', number: '0002' }]);
  t.equal((await espFirmware(root, '--next', '/efi1')).status, 0);
  t.match(state(root, 'drill'), ids.second);
  t.match(await espFirmware(root, '--cancel'), { status: 0, err: /is cancelled/ });
  t.strictSame([variable(root, 'BootNext'), state(root, 'drill')], [null, null]);
});

t.test('a note of a drill that is damaged is said, and goes', async (t) => {
  const root = newMachine(t);
  writeTree(root, { 'var/lib/twinroot/drill': '{"time":' });
  const noted = await espFirmware(root, '--record');
  t.match(noted, { status: 0, err: /\/var\/lib\/twinroot\/drill is damaged, and taken away/ });
  t.equal(state(root, 'drill'), null);
});

t.test('lines of the record of boots that are damaged stay, and are told', async (t) => {
  const root = newMachine(t);
  const damaged = Buffer.from('{"time":1\n\xff\0\n', 'latin1');
  mkdirSync(join(root, 'var/lib/twinroot'), { recursive: true });
  const path = join(root, 'var/lib/twinroot/boots');
  writeFileSync(path, damaged);
  t.match(await espFirmware(root, '--record', '-n'), { status: 0 });
  t.strictSame(readFileSync(path), damaged);
  t.match(await espFirmware(root, '--record'), {
    status: 0,
    err: /\/var\/lib\/twinroot\/boots has lines that are no boots, and that stay: 1, 2/,
  });
  const now = readFileSync(path);
  t.strictSame(now.subarray(0, damaged.length), damaged);
  t.match(JSON.parse(now.subarray(damaged.length).toString()), { member: ids.first });
  t.equal((await espFirmware(root, '--record')).status, 0);
  t.strictSame(readFileSync(path), now, 'a boot is noted once');
});
