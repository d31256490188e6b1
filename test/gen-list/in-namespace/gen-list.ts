import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
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
      path: `snapshots/${first}/@`,
    },
  ]);
  t.match((await listTop()).out, /^#ID +TIME +STATE +CURRENT +HELD-BY +KERNEL +PATH\n2021/);
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
