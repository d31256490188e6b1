import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { type GenerationMachine, idOf, newGenerationMachine } from '../../fixtures/generation-machine.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

// Each protection by what is on the disk in the end: btrfs itself deletes a subvolume that is mounted, and what is in use.

t.setTimeout(600_000);
const [old, older, newest] = [idOf(2019), idOf(2018), idOf(2020)];

/** A machine with three generations, of which the newest is current/0; nothing is behind it. */
async function newMachine(t: Test, counter?: string): Promise<GenerationMachine> {
  const machine = await newGenerationMachine();
  t.teardown(machine.remove);
  const more = counter === undefined ? {} : { counter };
  machine.make({ id: older, ...more }, { id: old, ...more }, { id: newest, ...more });
  return machine;
}

/** What gen-prune leaves of the older ones, when it is asked to take all but one, and then to take one that is held. */
async function proves(t: Test, machine: GenerationMachine, why: RegExp): Promise<void> {
  const { gen, at } = machine;
  t.match(await gen('gen-prune', old), { status: 1, err: why }, 'who names it is told why');
  t.match(await gen('gen-prune', '--keep', '1'), { status: 0 }, 'who does not has no failure');
  t.equal(at('cat snapshots/$1/@/data', old), old, 'its data is there');
  t.strictSame(at('ls -A snapshots').split('\n'), [old, newest], 'one that is not held goes');
}

/** A directory on which it is mounted. */
function mounted({ device }: GenerationMachine, id: string, below = ''): string {
  const place = mkdtempSync(join(tmpdir(), 'mounted-'));
  sh('mount -o "ro,subvol=snapshots/$1/@$2" "$3" "$4"', id, below, device, place);
  return place;
}

t.test('mounted', async (t) => {
  const machine = await newMachine(t);
  const place = mounted(machine, old);
  t.teardown(() => sh('umount "$1"', place));
  await proves(t, machine, /mounted/);
  t.equal(sh('cat "$1/data"', place), old, 'through that mount, too');
});

t.test('only a directory of it is mounted', async (t) => {
  const machine = await newMachine(t);
  machine.at(
    'btrfs property set snapshots/$1/@ ro false; mkdir snapshots/$1/@/part; btrfs property set snapshots/$1/@ ro true',
    old,
  );
  const [place, part] = [mounted(machine, old), mkdtempSync(join(tmpdir(), 'part-'))];
  sh('mount --bind "$1/part" "$2"; umount "$1"', place, part);
  t.teardown(() => sh('umount "$1"', part));
  await proves(t, machine, /mounted/);
});

t.test('mounted where only others see it', async (t) => {
  const machine = await newMachine(t);
  const place = mkdtempSync(join(tmpdir(), 'hidden-'));
  const script = 'mount -o "ro,subvol=snapshots/$1/@" "$2" "$3"; echo there; read -r line; cat "$3/data"';
  const inside = [
    '--mount',
    '--propagation',
    'private',
    '--',
    'sh',
    '-euc',
    script,
    'sh',
    old,
    machine.device,
    place,
  ];
  const child = spawn('unshare', inside, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  t.equal(sh('grep -c "$1" /proc/self/mountinfo || :', place), '0', 'we do not see it');
  await proves(t, machine, /mounted/);
  child.stdin.end('\n');
  const [data] = await once(child.stdout, 'data');
  t.equal(String(data), `${old}\n`, 'they read it still');
});

t.test('the machine runs from it', async (t) => {
  const machine = await newMachine(t);
  const { at, device } = machine;
  const ways = ['usr', 'bin', 'sbin', 'lib', 'lib64', 'etc', 'dev', 'proc', 'run', 'tmp', 'opt', 'top'];
  at(
    'cd snapshots/$1/@; btrfs property set . ro false; shift; mkdir "$@"; btrfs property set . ro true',
    old,
    ...ways,
  );
  const place = mounted(machine, old);
  t.teardown(() => sh('umount --recursive "$1"', place));
  for (const way of ways.slice(0, 8)) sh('[ ! -d "/$2" ] || mount --rbind "/$2" "$1/$2"', place, way);
  sh(
    'mount -t tmpfs tmpfs "$1/run"; mount -t tmpfs tmpfs "$1/tmp"; mount --bind "$2" "$1/opt"',
    place,
    dirname(binaryOf('gen-prune')),
  );
  const inside = (...words: readonly string[]) =>
    call('/bin/sh', ['-c', 'exec chroot "$@" </dev/null', 'sh', place, ...words]);
  const list = await inside('/opt/gen-list', '--json');
  t.match(
    JSON.parse(list.out).generations,
    [{ id: older }, { id: old, held_by: ['booted'] }, { id: newest }],
    list.err,
  );
  t.match(await inside('/opt/gen-prune', old), { status: 1, err: /the machine runs from it/ });
  const { status, err } = await inside('/opt/gen-prune', '--keep', '1');
  t.equal(status, 0, err);
  t.equal(at('cat snapshots/$1/@/data', old), old);
  t.strictSame(at('ls -A snapshots').split('\n'), [old, newest]);
  t.equal(sh('findmnt --noheadings --output SOURCE "$1" | head -c 4', place), device.slice(0, 4));
});

t.test('current/0 by hand, and not the newest', async (t) => {
  const machine = await newMachine(t);
  machine.at('ln -sfn ../../snapshots/$1 current/0', old);
  await proves(t, machine, /current\/0/);
});

t.test('the default subvolume', async (t) => {
  const machine = await newMachine(t);
  machine.at('btrfs subvolume set-default snapshots/$1/@', old);
  t.teardown(() => machine.at('btrfs subvolume set-default 5 .'));
  await proves(t, machine, /default/);
});

t.test('untried', async (t) => {
  const machine = await newMachine(t, '');
  for (const esp of machine.esps)
    sh('cd "$1/loader/entries"; mv machine-gen-"$2".conf machine-gen-"$2"+2-1.conf', esp, old);
  await proves(t, machine, /no boot has shown/);
  for (const index of [0, 1] as const)
    t.ok(machine.onEsp(index).entries.includes(`machine-gen-${old}+2-1.conf`), 'so is its entry');
});

t.test('its file keep', async (t) => {
  const machine = await newMachine(t);
  machine.at('touch snapshots/$1/keep', old);
  await proves(t, machine, /keep/);
});

t.test('not sealed', async (t) => {
  const machine = await newMachine(t);
  machine.at('btrfs property set snapshots/$1/@ ro false; ln -sfn ../../snapshots/$2 current/1', old, newest);
  machine.at('ln -sfn ../../snapshots/$1 current/2; ln -sfn ../../snapshots/$1 current/3', newest);
  await proves(t, machine, /not sealed/);
});

t.test('a subvolume that somebody made in it', async (t) => {
  const machine = await newMachine(t);
  machine.at(
    `cd snapshots/$1/@; btrfs property set . ro false; btrfs -q subvolume create machines >/dev/null
     echo important >machines/disk; btrfs property set . ro true`,
    old,
  );
  await proves(t, machine, /subvolumes in it/);
  t.equal(machine.at('cat snapshots/$1/@/machines/disk', old), 'important');
  const { err } = await machine.gen('gen-prune', '--keep', '1');
  t.match(
    err,
    `${old} stays: there are subvolumes in it, snapshots/${old}/@/machines`,
    'or it would stay for ever',
  );
  // As the man page has it.
  machine.at(
    `cd snapshots/$1; btrfs property set -t subvol @ ro false; btrfs subvolume delete @/machines
     btrfs property set -t subvol @ ro true`,
    old,
  );
  t.match(await machine.gen('gen-prune', '--keep', '1'), { status: 0 });
  t.equal(machine.at('ls -A snapshots'), newest);
});

t.test('what is left of a run that was killed, and mounted', async (t) => {
  const machine = await newMachine(t);
  const { at, gen } = machine;
  const place = mounted(machine, older);
  t.teardown(() => sh('umount "$1"', place));
  at('mv snapshots/$1 snapshots/.gone-$1', older);
  t.match(await gen('gen-prune', '--keep', '2'), { status: 0, err: /mounted/ });
  t.equal(sh('cat "$1/data"', place), older);
  t.equal(at('cat snapshots/.gone-$1/@/data', older), older);
});

t.test('current leads nowhere', async (t) => {
  const machine = await newMachine(t, '');
  const { gen, at, onEsp } = machine;
  const before = [onEsp(0), onEsp(1), at('ls -A snapshots links')];
  for (const target of ['links/nowhere', '../x', 'links'])
    for (const args of [['--keep', '1'], [old]]) {
      at('ln -sfn "$1" current', target);
      t.match(await gen('gen-prune', ...args), { status: 1, out: '', err: /current/ }, target);
    }
  at('rm current; mkdir current');
  t.match(await gen('gen-prune', '--keep', '1'), { status: 1, err: /current is no link/ });
  at('rmdir current');
  t.match(await gen('gen-prune', '--keep', '1'), { status: 1, err: /no link current/ });
  at('ln -s links/20240101000000LlLlLlLl current; ln -sfn ../../snapshots/gone current/0');
  t.match(await gen('gen-prune', '--keep', '1'), { status: 1, err: /current\/0 leads to no generation/ });
  t.strictSame([onEsp(0), onEsp(1), at('ls -A snapshots links')], before, 'nothing is deleted');
});

t.test('a btrfs that can only be read', async (t) => {
  const machine = await newMachine(t, '');
  const { gen, at, onEsp, top } = machine;
  sh('mount -o remount,ro "$1"', top);
  t.match(await gen('gen-prune', '--keep', '1'), { status: 1, err: /read-only/ });
  t.strictSame(onEsp(0).entries.length, 4, 'no entry either');
  t.equal(at('ls snapshots').split('\n').length, 3);
  sh('mount -o remount,rw "$1"', top);
  t.match(await gen('gen-prune', '--keep', '1'), { status: 0 });
});

t.test('a btrfs that is full', async (t) => {
  const machine = await newMachine(t);
  const { gen, at } = machine;
  at('dd if=/dev/urandom of=commons/filler bs=1M 2>/dev/null || :; sync -f .');
  t.match(await gen('gen-prune', '--keep', '1'), { status: 0 });
  t.strictSame(at('ls -A snapshots'), newest);
  t.equal(at('cat current/0/@/data; cat current/3/@/data'), `${newest}\n${newest}`);
});

t.test('ids by hand, and a clock that went back', async (t) => {
  const machine = await newMachine(t);
  const { gen, at } = machine;
  const future = '20991231235959ByHandXx';
  at(
    `for i in $1 mine 20200230000000AbCdEfGh 2020; do
       mkdir snapshots/$i; btrfs -q subvolume create snapshots/$i/@ >/dev/null; echo $i >snapshots/$i/@/data
       btrfs property set snapshots/$i/@ ro true; done; touch -d 1980-01-01 snapshots/*`,
    future,
  );
  t.match(await gen('gen-prune', '--keep', '1'), { status: 0 });
  t.strictSame(
    at('cat snapshots/*/@/data').split('\n'),
    ['2020', newest, '20200230000000AbCdEfGh', future, 'mine'],
    'the newest by its name, current/0, and what is no generation',
  );
});

t.test('a member that is missing', async (t) => {
  const machine = await newMachine(t, '');
  const { gen, root, onEsp, at } = machine;
  const mirror = 'exec "$1" --sysroot "$3" | exec "$2" --sysroot "$3" --quiet >/dev/null';
  sh(mirror, binaryOf('esp-which'), binaryOf('esp-mirror'), root);
  sh(
    'cd "$1"; rm -r sys/block/nvme1n1; sed -i "/ \\/efi1 /d" proc/self/mountinfo etc/fstab; rm -rf dev/nvme1n1*',
    root,
  );
  const before = onEsp(1);
  const pruned = await gen('gen-prune', '--keep', '1');
  t.match(pruned, { status: 0, err: /7d1f2a3b-\S+ is missing/ });
  t.equal(at('ls snapshots'), newest);
  t.strictSame(onEsp(0).entries, [`machine-gen-${newest}.conf`, 'other.conf']);
  t.strictSame(onEsp(1), before);
  mkdirSync(join(root, 'back'));
});
