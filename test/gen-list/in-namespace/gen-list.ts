import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { idOf, newGenerationMachine } from '../../fixtures/generation-machine.ts';
import { handMade, newTop } from '../../fixtures/generations-top.ts';
import { binaryOf } from '../../support/binaries.ts';
import { type Answer, call } from '../../support/call.ts';

// A tree that is made as Alpine's page does it, by hand, on a btrfs of its own.

const { id: first, links } = handMade;
const second = '20220102030405AbCdEfGh';

t.setTimeout(300_000);
const { directory, device, mnt, at, remove } = newTop();
t.teardown(remove);

const list = (...args: readonly string[]) => call(binaryOf('gen-list'), args);
const listTop = (...args: readonly string[]) => list('--top', mnt, ...args);
const recordsOf = ({ out }: Answer) => JSON.parse(out).generations;

t.test('a tree that was made by hand', async (t) => {
  const answer = await listTop('--json');
  t.match(answer, { status: 0, err: '' });
  t.strictSame(recordsOf(answer), [
    {
      id: first,
      time: Date.UTC(2021, 3, 11, 21, 25, 49) / 1000,
      state: 'sealed',
      current: 0,
      held_by: ['current'],
      kernel: '6.12.0-lts',
      tried: null,
      base: null,
      members: null,
      path: `snapshots/${first}/@`,
    },
  ]);
  t.match((await listTop()).out, /^#ID +TIME +STATE +CURRENT +HELD-BY +KERNEL +TRIED +PATH\n2021/);
});

t.test('snapshots of it, and what holds them', async (t) => {
  at(
    'mkdir snapshots/$2 snapshots/mine; btrfs subvolume snapshot snapshots/$1/@ snapshots/$2/@',
    first,
    second,
  );
  const states = async () =>
    recordsOf(await listTop('--json')).map((one: { state: string; held_by: unknown }) => [
      one.state,
      one.held_by,
    ]);
  const old = ['sealed', ['current']];
  t.strictSame(await states(), [old, ['unsealed', null]]);
  t.match(recordsOf(await listTop('--json')), [{ base: null }, { base: first }]);
  at('btrfs property set -ts snapshots/$1/@ ro true', second);
  t.strictSame(await states(), [old, ['sealed', null]]);
  at('touch snapshots/$1/keep; btrfs subvolume set-default snapshots/$1/@', second);
  t.strictSame(await states(), [old, ['sealed', ['default', 'keep']]]);
  at('rm snapshots/$1/keep; btrfs subvolume set-default 5 .', second);
  mkdirSync(join(directory, 'other'));
  sh('mount -o "subvol=snapshots/$1/@" "$2" "$3"', second, device, join(directory, 'other'));
  t.strictSame(await states(), [old, ['sealed', ['mounted']]]);
  sh('umount "$1"', join(directory, 'other'));
  t.strictSame(await states(), [old, ['sealed', null]]);
});

t.test('the root that a machine below another directory has', async (t) => {
  const root = join(directory, 'root');
  mkdirSync(root);
  sh('mount -o "subvol=snapshots/$1/@" "$2" "$3"', first, device, root);
  t.teardown(() => sh('umount "$1"', root));
  const before = sh('btrfs subvolume show "$1" | grep -i generation', mnt);
  const answer = await list('--json', '--sysroot', root);
  t.match(answer, { status: 0, err: '' });
  t.match(recordsOf(answer), [
    { id: first, held_by: ['mounted', 'current'] },
    { id: second, held_by: null },
  ]);
  t.equal(sh('btrfs subvolume show "$1" | grep -i generation', mnt), before, 'nothing is written');
  t.notOk(existsSync(join(root, 'run/twinroot/mnt')) && sh('ls "$1"', join(root, 'run/twinroot/mnt')));
  t.equal(sh('grep -c " subvolid=5 \\| /.*/run/twinroot/mnt" /proc/self/mountinfo || :'), '0');
});

t.test('what is wrong is said, and the rest is listed', async (t) => {
  const turned = (target: string) => at('rm -rf current; ln -s "$1" current', target);
  turned('links/nowhere');
  const dangling = await listTop('--json');
  t.match(dangling, { status: 1, err: /current leads to links\/nowhere, which is not there/ });
  t.equal(recordsOf(dangling).length, 2);
  at('rm current; mkdir current');
  t.match(await listTop(), { status: 1, err: /current is no link/ });
  at('rmdir current');
  t.match(await listTop(), { status: 1, err: /there is no link current/ });
  turned(`links/${links}/`);
  at('rm links/$1/0', links);
  t.match(await listTop(), { status: 1, err: /current\/0 is missing/ });
  at('ln -s ../../snapshots/gone links/$1/0', links);
  t.match(await listTop(), { status: 1, err: /current\/0 leads to no generation/ });
  at('ln -sfn ../../snapshots/$2 links/$1/0', links, first);
  t.match(await listTop(), { status: 0, err: '' });
});

t.test('where there is no such tree', async (t) => {
  t.match(await list('--top', directory), { status: 1, err: /is not where a btrfs is mounted/ });
  t.match(await list('--top', join(directory, 'nowhere')), { status: 1, err: /is not there/ });
  for (const relative of ['mnt', './mnt', ''])
    t.match(await list('--top', relative), { status: 2, out: '' }, 'a relative path');
  t.match(await list('--sysroot', directory), { status: 32, err: /not a btrfs/ });
  const part = join(directory, 'part');
  mkdirSync(part);
  sh('mount -o subvol=commons/@home "$1" "$2"', device, part);
  t.match(await list('--top', part), { status: 1, err: /\/commons\/@home of \S+ is mounted on/ });
  t.match(await list('--sysroot', part), { status: 0 }, 'the root may be any subvolume');
  sh('umount "$1"', part);
  at('mv snapshots else');
  t.match(await listTop(), { status: 32, out: '', err: /no directory snapshots/ });
  at('mv else snapshots');
});

t.test('what boots have made of it, and where it is whole', async (t) => {
  const machine = await newGenerationMachine();
  t.teardown(machine.remove);
  const [one, two, three, four] = [2021, 2022, 2023, 2024].map(idOf) as [string, string, string, string];
  machine.make(
    { id: one, counter: '' },
    { id: two, counter: '+0-3' },
    { id: three, counter: '+2-1' },
    { id: four },
  );
  rmSync(join(machine.esps[1], `machine/gen/initrd-${one}`));
  writeFileSync(join(machine.esps[0], `machine/gen/linux-${two}`), '');
  const [a, b] = ['0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b'];
  const before = machine.at('find . -mindepth 1 | sort');
  const answer = await machine.gen('gen-list');
  t.match(answer, { status: 0, err: '' });
  t.match(recordsOf(answer), [
    { id: one, tried: 'good', members: [a], held_by: null },
    { id: two, tried: 'bad', members: [b], held_by: null },
    { id: three, tried: 'untried', members: [a, b], held_by: ['untried'] },
    { id: four, tried: null, members: null, held_by: ['current'] },
  ]);
  t.equal(machine.at('find . -mindepth 1 | sort'), before);
  // A machine that was not booted by UEFI.
  rmSync(join(machine.root, 'sys/firmware'), { recursive: true });
  const none = await machine.gen('gen-list');
  t.match(none, { status: 0, err: '' });
  t.match(recordsOf(none), [{ tried: null, members: null }, {}, { held_by: null }, {}]);
});
