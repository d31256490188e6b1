import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { fillRoot } from '../../fixtures/generations-root.ts';
import { handMade, newTop } from '../../fixtures/generations-top.ts';
import { installPrograms } from '../../fixtures/installed-programs.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

// Subvolumes inside of those of generations, which no snapshot has.

t.setTimeout(300_000);
const { mnt, at, remove } = newTop();
t.teardown(remove);
const root = join(mnt, 'snapshots', handMade.id, '@');
fillRoot(root);
const btrfs = sh('command -v btrfs');
installPrograms(root, btrfs);
const gen = (...args: readonly string[]) => call(binaryOf('gen-new'), ['--top', mnt, '--json', ...args]);
const inside = (id: string) => at('btrfs subvolume list . | sed -n "s,.* path snapshots/$1/@/,,p"', id);

t.test('empty ones that a command has made are directories, and others are named', async (t) => {
  const script = `cd /home; mkdir -p /var/lib; b() { ${btrfs} subvolume "$@" >/dev/null; }
b create /var/lib/portables; chmod 2751 /var/lib/portables; b create /outer; b create /outer/inner
b create /srv; echo data >/srv/data; b snapshot -r /srv /kept; b create /read; ${btrfs} property set -ts /read ro true`;
  const answer = await gen('--', 'sh', '-euc', script);
  t.equal(answer.status, 0, answer.err);
  const { id } = JSON.parse(answer.out).generations[0];
  t.strictSame(inside(id).split('\n').toSorted(), ['kept', 'outer', 'srv']);
  t.match(answer.err, /made subvolumes .*\/kept, \/outer, \/srv/);
  t.notMatch(answer.err, 'portables');
  const at = (path: string) => join(mnt, 'snapshots', id, '@', path);
  t.equal(statSync(at('var/lib/portables')).mode & 0o7777, 0o2751, 'with its mode');
  t.ok(statSync(at('read')).isDirectory());
  t.ok(statSync(at('outer/inner')).isDirectory());

  const next = await gen('--base', id);
  t.match(next, { status: 0, err: /\/kept, \/outer, \/srv/ });
  const after = JSON.parse(next.out).generations[0].id;
  t.strictSame(inside(after), '');
});

t.test('a command that sets the default subvolume', async (t) => {
  const before = at('btrfs subvolume get-default .');
  const names = at('ls -A snapshots');
  const failed = await gen('--', 'sh', '-c', `${btrfs} subvolume set-default /; exit 3`);
  t.match(failed, { status: 1, err: /default subvolume[\s\S]*nothing is left[\s\S]*status 3/ });
  t.notMatch(failed.err, 'is left, and');
  t.equal(at('btrfs subvolume get-default .'), before);
  t.equal(at('ls -A snapshots'), names);
  const made = await gen('--', 'sh', '-c', `${btrfs} subvolume set-default /`);
  t.match(made, { status: 0, err: /default subvolume/ });
  t.match(JSON.parse(made.out).generations, [{ held_by: null }]);
  t.equal(at('btrfs subvolume get-default .'), before);
  // As when the run was killed.
  at(
    'cd snapshots; mkdir .new-20200101000000AbCdEfGh; btrfs subvolume snapshot $1/@ .new-20200101000000AbCdEfGh/@; btrfs subvolume set-default .new-20200101000000AbCdEfGh/@',
    handMade.id,
  );
  t.match(await gen(), { status: 0, err: /left by a run that was cut/ });
  t.match(at('btrfs subvolume get-default .'), /^ID 5 /);
  t.notMatch(at('ls -A snapshots'), '.new-');
});

t.test('options of the command are its own', async (t) => {
  const answer = await gen('sh', '-c', 'echo "$0 $*" >/etc/words', '--json', '--keep', '-n');
  t.equal(answer.status, 0, answer.err);
  const { id } = JSON.parse(answer.out).generations[0];
  t.equal(readFileSync(join(mnt, 'snapshots', id, '@/etc/words'), 'utf8'), '--json --keep -n\n');
  t.notOk(at('ls -A snapshots/$1', id).includes('keep'));
});

t.test('subvolumes inside of the root that --init is made of', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'nested-'));
  sh(
    `cd "$1"; mkdir top root; truncate -s 200M image; mkfs.btrfs -q image >/dev/null; mount -o loop image top
     btrfs subvolume create top/@`,
    directory,
  );
  const old = join(directory, 'top/@');
  fillRoot(old);
  sh(
    `cd "$1"; mkdir -p var/lib .snapshots/1; for i in var/lib/machines srv .snapshots/1/snapshot home/of-one data; do btrfs subvolume create $i; done
     echo mine >home/of-one/mine; mkdir data/in; printf 'UUID=x / btrfs subvol=@ 0 0\nUUID=x /data btrfs subvol=@/data 0 0\n' >etc/fstab
     mount -o subvol=@ "$(findmnt --noheadings --output SOURCE ../)" ../../root`,
    old,
  );
  t.teardown(() => {
    sh('umount "$1/root" "$1/top"', directory);
    rmSync(directory, { recursive: true });
  });
  for (const dry of [['--dry-run'], []]) {
    const answer = await call(binaryOf('gen-new'), ['--init', '--sysroot', join(directory, 'root'), ...dry]);
    t.match(answer, { status: 0, err: /: \/\.snapshots\/1\/snapshot, \/srv, \/var\/lib\/machines;/ });
  }
  t.equal(
    readFileSync(join(directory, 'top/commons/@home/of-one/mine'), 'utf8'),
    'mine\n',
    'what is common has it',
  );
});
