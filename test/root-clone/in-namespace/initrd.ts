import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type CloneMachine, newMachine } from '../../fixtures/clone-machine.ts';
import { emptyUdev, letExt4StandIn, mountsBelow, sh } from '../../fixtures/esp-machine.ts';
import { letAge, namesIn, ownRun, until, wholeOf } from '../../fixtures/tree-machine.ts';
import { rootClone, rootCloneBinary, statesOf } from '../../support/clone-call.ts';

// Initrds that are made anew in a clone, by a small mkinitramfs of the clone's own: what it puts into them it finds in the root
// that it runs in, as the others do.

t.setTimeout(300_000);
ownRun();
emptyUdev();
letExt4StandIn();

const initrd = 'boot/initrd.img-6.1';

/** Programs, with the libraries that they need. */
function putPrograms(root: string, ...programs: readonly string[]): void {
  sh(
    `root=$1; shift; mkdir -p "$root/usr/bin" "$root/usr/lib/modules/6.1" "$root/var/tmp" "$root/etc/initramfs/post-update.d"
     for i in bin lib lib64; do mkdir -p "$root/usr/$i"; [ -e "$root/$i" ] || ln -s "usr/$i" "$root/$i"; done
     for i; do
       i=$(command -v "$i"); cp -L "$i" "$root/usr/bin/"
       for j in $(ldd "$i" | grep -o '/[^ ]*'); do mkdir -p "$root\${j%/*}"; cp -L "$j" "$root$j"; done
     done`,
    root,
    ...programs,
  );
}

/** A program that makes an initrd of what its root says. */
function putMaker(root: string, script: string): void {
  writeFileSync(join(root, 'usr/bin/mkinitramfs'), `#!/bin/sh\nset -e\n${script}\n`, { mode: 0o755 });
}

const pack = `mkdir "$TMPDIR/x"; cd "$TMPDIR/x"; mkdir -p conf "lib/modules/$3"
echo made >"lib/modules/$3/modules.order"; echo MODULES=most >conf/initramfs.conf
grep -o 'UUID=[^ ]* /[ ]' /etc/fstab >conf/root || :
find . | cpio --quiet -o -H newc | gzip >"$2"`;

/** A machine whose initrd names its root. */
function newInitrdMachine(test: Parameters<typeof newMachine>[0]): CloneMachine {
  const machine = newMachine(test, { boot: { mebibytes: 16 } });
  const { from, root } = machine;
  putPrograms(
    from,
    'sh',
    'env',
    'cat',
    'mkdir',
    'find',
    'cpio',
    'gzip',
    'grep',
    'readlink',
    'touch',
    'sleep',
  );
  putMaker(from, pack);
  sh(
    `d=$(mktemp -d); cd "$d"; mkdir -p conf lib/modules/6.1; echo x >lib/modules/6.1/modules.order
     echo MODULES=most >conf/initramfs.conf; echo "UUID=$2 /" >conf/root
     find . | cpio --quiet -o -H newc | gzip >"$1"; rm -r "$d"`,
    join(from, initrd),
    root.uuid,
  );
  letAge(from);
  letAge(join(from, 'boot'));
  return machine;
}

function textOf(root: string): string {
  return sh('zcat "$1" | grep -a UUID=', join(root, initrd));
}

t.test('an initrd that names the first disk is made anew once, and stays', async (t) => {
  const { from, to, newRoot, args, place } = newInitrdMachine(t);
  const all = [...args, '--rebuild-initrd'];
  const [before, mounted] = [wholeOf(from), mountsBelow(place)];
  const plain = await rootClone(args);
  t.equal(plain.status, 1, 'without the option it is named');
  t.ok(plain.err.includes(`/${initrd}`), plain.err);
  const plan = await rootClone([...all, '--dry-run']);
  t.match(
    plan.steps.find(({ step }) => step === 'initrd'),
    { target: join(to, 'boot'), detail: /rebuilt/ },
  );
  const run = await rootClone(all);
  t.equal(run.status, 0, run.err);
  t.match(
    run.steps.find(({ step }) => step === 'initrd'),
    { target: join(to, 'boot'), state: 'done', why: null },
  );
  t.ok(textOf(to).includes(newRoot.uuid));
  t.equal(statSync(join(to, initrd)).mtimeMs, statSync(join(from, initrd)).mtimeMs);
  t.equal(statSync(join(to, initrd)).mode, statSync(join(from, initrd)).mode);
  t.strictSame(namesIn(join(to, 'var/tmp')), [], 'nothing is left there');
  t.equal(wholeOf(from), before, 'nothing is written into the source');
  t.strictSame(mountsBelow(place), mounted);
  await rootClone(all);
  const whole = wholeOf(to);
  t.equal(statesOf(await rootClone(all)), 'same 0', 'it is not made in each run');
  t.equal(wholeOf(to), whole);
  sh('touch "$1"', join(from, initrd));
  const next = await rootClone(all);
  t.match(
    next.steps.find(({ step }) => step === 'initrd'),
    { state: 'done' },
    'one that is new in the source is made anew',
  );
  t.equal(next.status, 0, next.err);
});

t.test("a volume of the first disk in the clone's crypttab does not get into its initrd", async (t) => {
  const { from, to, boot, newBoot, root, newRoot, args } = newInitrdMachine(t);
  putMaker(from, pack.replace('find .', 'cat /etc/crypttab >conf/crypttab; find .'));
  const lines = (own: string, other: string) =>
    `own UUID=${own} none luks\nother UUID=${other} none luks,nofail\n`;
  writeFileSync(join(from, 'etc/crypttab'), lines(root.uuid, newBoot.uuid));
  const run = await rootClone([...args, '--rebuild-initrd']);
  t.equal(run.status, 0, run.err);
  t.equal(readFileSync(join(to, 'etc/crypttab'), 'utf8'), lines(newRoot.uuid, boot.uuid));
  const crypttab = sh('zcat "$1" | cpio --quiet -i --to-stdout "*conf/crypttab"', join(to, initrd));
  t.equal(crypttab, `own UUID=${newRoot.uuid} none luks`);
});

t.test('what runs there sees the clone alone', async (t) => {
  const { from, to, args, place } = newInitrdMachine(t);
  putMaker(
    from,
    `${pack}
     { ls() { for i in "$1"/*; do [ ! -e "$i" ] || echo "$i"; done; }
       ls /run; ls /sys/firmware/efi/efivars; ls /etc/initramfs/post-update.d; readlink /proc/1/exe; cat /proc/mounts; } >/seen
     touch /sys/kernel/x 2>/dev/null && echo writable >>/seen || :`,
  );
  writeFileSync(join(from, 'etc/initramfs/post-update.d/zz-hook'), '#!/bin/sh\ntouch /hooked\n', {
    mode: 0o755,
  });
  const run = await rootClone([...args, '--rebuild-initrd']);
  t.equal(run.status, 0, run.err);
  const seen = readFileSync(join(to, 'seen'), 'utf8');
  const [before = ''] = seen.split(/^\S+ \/ /m);
  t.notMatch(before, /zz-hook|efivars/);
  t.match(seen, /^\/usr\/bin\/cat$/m, 'process 1 is one of the clone');
  t.match(seen, /^\S+ \/boot /m);
  t.notOk(seen.includes(place), 'no mount of the machine');
  t.notMatch(seen, /writable/);
});

t.test('one that is killed leaves the old initrd, and nothing that runs', async (t) => {
  const { from, to, root, newRoot, args } = newInitrdMachine(t);
  const all = [...args, '--rebuild-initrd', '--no-firmware'];
  putMaker(from, 'echo half >"$2"; sleep 86399');
  const child = spawn(rootCloneBinary, all, { stdio: 'ignore', env: {} });
  const ended = once(child, 'exit');
  const sleeps = () => sh("pgrep --full '^sleep 86399$' || :");
  await until('the program runs', () => sleeps() !== '');
  child.kill('SIGKILL');
  await ended;
  await until('it is gone', () => sleeps() === '');
  t.ok(textOf(to).includes(root.uuid));
  putMaker(from, pack);
  const next = await rootClone(all);
  t.equal(next.status, 0, next.err);
  t.ok(textOf(to).includes(newRoot.uuid));
  t.strictSame(namesIn(join(to, 'var/tmp')), [], 'what was left there is gone');
});

t.test('what cannot be made anew is named, and the old one stays', async (t) => {
  const { from, to, root, args } = newInitrdMachine(t);
  const all = [...args, '--rebuild-initrd'];
  const cases: [why: string, script: string, said: RegExp][] = [
    [
      'the program fails',
      `echo half >"$2"; echo no room >&2; exit 3`,
      /mkinitramfs failed with status 3: no room/,
    ],
    ['it makes none', ':', /made none/],
    ['it makes nothing', 'touch "$2"', /is empty/],
    ['it names the first disk', `${pack.replace('/etc/fstab', '/etc/old')}`, /still has the first disk/],
    ['it does not name the clone', `${pack.replace('/etc/fstab', '/etc/none')}`, /does not name UUID=/],
    ['it is for another kernel', `set -- -o "$2" 6.2; ${pack}`, /no modules of 6\.1/],
  ];
  writeFileSync(join(from, 'etc/old'), `UUID=${root.uuid} /  \n`);
  writeFileSync(join(from, 'etc/none'), '');
  for (const [why, script, said] of cases) {
    putMaker(from, script);
    const run = await rootClone(all);
    t.equal(run.status, 1, why);
    t.match(run.err, said, why);
    t.ok(run.err.includes(`/${initrd}`), why);
    t.ok(textOf(to).includes(root.uuid), why);
    t.strictSame(namesIn(join(to, 'var/tmp')), [], why);
  }
  sh('rm "$1/usr/bin/mkinitramfs"', from);
  const none = await rootClone(all);
  t.equal(none.status, 1);
  t.match(none.err, /mkinitramfs, which made it, is not in the clone/);
  putMaker(from, pack);
  sh('rm -r "$1/usr/lib/modules/6.1"', from);
  t.match((await rootClone(all)).err, /no modules of its kernel, 6\.1/);
  t.notOk(existsSync(join(to, 'usr/lib/modules/6.1')));
});
