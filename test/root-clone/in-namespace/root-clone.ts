import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  keptOf,
  mountDisk,
  newKernel,
  newMachine,
  removeKernel,
  textIn,
  texts,
} from '../../fixtures/clone-machine.ts';
import { emptyUdev, letExt4StandIn, mountsBelow, sh } from '../../fixtures/esp-machine.ts';
import { letAge, namesIn, ownRun, wholeOf } from '../../fixtures/tree-machine.ts';
import { rootClone, statesOf } from '../../support/clone-call.ts';

// Clones of a real root with a file system for /boot onto another disk.

t.setTimeout(300_000);
ownRun();
emptyUdev();
letExt4StandIn();

t.test('all of a root is kept, and what names ids names those of the clone', async (t) => {
  const machine = newMachine(t);
  const { from, to, root, newRoot, boot, newBoot, args } = machine;
  const before = wholeOf(from);
  const first = await rootClone(args);
  t.equal(first.status, 0, first.err);
  t.equal(first.err, '');
  t.notOk(first.steps.some(({ state }) => state === 'failed' || state === 'skipped'));
  t.equal(wholeOf(from), before, 'nothing is written into the source');

  t.equal(
    textIn(to, 'etc/fstab'),
    textIn(from, 'etc/fstab').replace(root.uuid, newRoot.uuid).replace(boot.uuid, newBoot.uuid),
  );
  const renamed = (path: string) => textIn(from, path).replace(root.uuid, newRoot.uuid);
  t.equal(textIn(to, 'etc/kernel/cmdline'), renamed('etc/kernel/cmdline'));
  t.equal(textIn(to, 'etc/cmdline.d/root.conf'), renamed('etc/cmdline.d/root.conf'));
  t.equal(
    textIn(to, 'boot/loader/entries/arch-1.conf'),
    renamed('boot/loader/entries/arch-1.conf').replace('title Arch', 'title [clone] Arch'),
  );
  t.equal(textIn(to, 'boot/loader/loader.conf'), textIn(from, 'boot/loader/loader.conf'));
  for (const directory of ['dev', 'mnt', 'proc', 'run', 'sys', 'tmp'])
    t.strictSame(namesIn(join(to, directory)), [], `${directory} is empty`);
  t.notOk(existsSync(join(to, 'boot/loader/random-seed')), 'each ESP has its own');

  t.equal(statesOf(await rootClone(args)), 'done same 0', 'times of directories that were written to');
  t.strictSame(keptOf(to), keptOf(from));
  const whole = wholeOf(to);
  t.equal(statesOf(await rootClone(args)), 'same 0');
  t.equal(wholeOf(to), whole);
  t.equal(wholeOf(from), before);
});

t.test('a file that changes twice within one second, and keeps its size', async (t) => {
  const { from, to, args } = newMachine(t);
  const write = (text: string, fraction: string) => {
    writeFileSync(join(from, 'home/log'), text);
    sh('touch -d "2001-02-03 04:05:06.$2" "$1/home/log"', from, fraction);
  };
  write('old', '100');
  t.equal((await rootClone(args)).status, 0);
  write('new', '200');
  t.equal((await rootClone(args)).status, 0);
  t.equal(textIn(to, 'home/log'), 'new');
  t.equal((await rootClone(args)).status, 0);
  t.equal(statesOf(await rootClone(args)), 'same 0', 'nothing is copied again because of its time');
});

t.test('--mount makes the same of the same, and leaves nothing mounted', async (t) => {
  const machine = newMachine(t, { isBare: true });
  const { from, to, args, place } = machine;
  const mounted = mountsBelow(place);
  for (const states of ['done same 0', 'done same 0', 'done same 0']) {
    const run = await rootClone([...args, '--mount']);
    t.equal(statesOf(run), states, run.err);
    t.strictSame(
      run.steps.filter(({ step }) => step === 'mount').map(({ target }) => target),
      [to, join(to, 'boot')],
    );
    t.strictSame(mountsBelow(place), mounted);
    t.strictSame(namesIn(to), [], 'nothing came into the directory itself');
  }
  machine.mountTarget();
  t.strictSame(keptOf(to), keptOf(from));
  const last = await rootClone([...args, '--mount']);
  t.equal(statesOf(last), 'same 0', 'what is mounted already is used');
  t.notOk(last.steps.some(({ step }) => step === 'mount'));
  t.ok(mountsBelow(place).length > mounted.length, 'and stays');
});

t.test('a running root onto a disk that is mounted inside of it', async (t) => {
  const machine = newMachine(t, { isBare: true });
  const { from, to, mapFile } = machine;
  const args = [
    '--sysroot',
    from,
    '--map',
    mapFile,
    '--mount',
    '--to',
    '/mnt/root1',
    '--add-peer',
    '/mnt/root1',
  ];
  sh('mount --bind /proc "$1/proc"', from);
  const first = await rootClone(args);
  const second = await rootClone(args);
  sh('umount "$1/proc"', from);
  t.equal(first.status, 0, first.err);
  t.equal(statesOf(second), 'done same 0', second.err);
  t.strictSame(namesIn(join(from, 'mnt')), ['left', 'root1']);
  t.strictSame(namesIn(join(from, 'mnt/root1')), []);
  machine.mountTarget();
  t.strictSame(namesIn(join(to, 'mnt')), ['root1']);
  // /mnt has a directory more in the source; the time of /etc is of the last second, of which rsync keeps no fractions.
  const isCopied = (line: string) => /^[^#].*(?:\|| {2})/.test(line) && !/^(?:mnt|etc\|)/.test(line);
  t.strictSame(keptOf(to).filter(isCopied), keptOf(from).filter(isCopied));
});

t.test('--add-peer lets each fstab mount the other disk, and adds nothing twice', async (t) => {
  const { from, to, root, boot, newRoot, newBoot, args } = newMachine(t);
  const before = textIn(from, 'etc/fstab');
  const attributes = () =>
    sh('cd "$1"; stat -c "%a %u %g" etc/fstab; getfacl -n etc/fstab; getfattr -d etc/fstab', from);
  const own = attributes();
  for (const states of ['done same 0', 'done same 0', 'same 0']) {
    const run = await rootClone([...args, '--add-peer', '/mnt/other/']);
    t.equal(statesOf(run), states, run.err);
    const [source, clone] = [textIn(from, 'etc/fstab'), textIn(to, 'etc/fstab')];
    t.ok(source.startsWith(before), 'no line of its own is changed');
    t.strictSame(source.slice(before.length).split('\n'), [
      `UUID=${newRoot.uuid} /mnt/other ext4 rw,relatime,nofail 0 2`,
      `UUID=${newBoot.uuid} /mnt/other/boot auto defaults,nofail 0 2`,
      '',
    ]);
    t.ok(clone.startsWith(before.replace(root.uuid, newRoot.uuid).replace(boot.uuid, newBoot.uuid)));
    t.ok(clone.includes(`\nUUID=${root.uuid} /mnt/other ext4 rw,relatime,nofail 0 2\n`));
    t.ok(clone.includes(`\nUUID=${boot.uuid} /mnt/other/boot auto defaults,nofail 0 2\n`));
    t.equal(clone.split('\n').length, source.split('\n').length);
  }
  t.equal(attributes(), own);
});

t.test('a clone is brought up to date', async (t) => {
  const { from, to, root, newRoot, args } = newMachine(t);
  newKernel(from, root.uuid, '2');
  t.equal((await rootClone(args)).status, 0);
  removeKernel(from, '1');
  newKernel(from, root.uuid, '3');
  for (const path of [
    'home/u/link',
    'boot/loader/loader.conf',
    'etc/kernel/cmdline',
    'etc/cmdline.d/root.conf',
  ])
    rmSync(join(from, path));
  writeFileSync(join(from, 'etc/cmdline.d/new.conf'), `resume=UUID=${root.uuid}\n`);
  writeFileSync(join(from, 'usr/bin/prog'), 'new');
  sh('chmod 644 "$1/etc/fstab"; chown 5:6 "$1/etc/fstab"', from);
  for (const path of [from, join(from, 'boot')]) letAge(path);
  for (const path of ['etc/stray', 'boot/stray']) writeFileSync(join(to, path), 'stray');
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  t.strictSame(namesIn(join(to, 'boot/arch')), ['2', '3']);
  t.strictSame(namesIn(join(to, 'boot/loader/entries')), ['arch-2.conf', 'arch-3.conf']);
  t.ok(textIn(to, 'boot/loader/entries/arch-3.conf').includes(`root=UUID=${newRoot.uuid}`));
  t.strictSame(namesIn(join(to, 'etc/cmdline.d')), ['new.conf']);
  for (const path of ['etc/stray', 'boot/stray', 'boot/loader/loader.conf', 'etc/kernel/cmdline'])
    t.notOk(existsSync(join(to, path)), path);
  t.equal(statesOf(await rootClone(args)), 'done same 0');
  const made = / {2}\.\/(?:boot\/loader\/entries|etc\/cmdline\.d)\//;
  const kept = (root: string) => keptOf(root).filter((line) => !made.test(line));
  t.strictSame(kept(to), kept(from), 'owner and mode of fstab, too');
  t.equal(statesOf(await rootClone(args)), 'same 0');
});

t.test('entries on a file system that is mounted at a path of its own', async (t) => {
  const { from, to, boot, newBoot, root, newRoot, mapFile } = newMachine(t);
  // As esp-bind leaves it: the ESP at /efi0, and a bind of it on /boot.
  sh('umount "$1/boot" "$2/boot"; rmdir "$2/boot"', from, to);
  mountDisk(boot, join(from, 'efi0'));
  sh('mount --bind "$1/efi0" "$1/boot"', from);
  mountDisk(newBoot, join(to, 'efi0'));
  const fstab = textIn(from, 'etc/fstab').replace(' /boot ', ' /efi0 ');
  writeFileSync(join(from, 'etc/fstab'), fstab);
  writeFileSync(join(to, 'efi0/stray'), 'stray');
  const run = await rootClone(['--map', mapFile, '--from', from, '--to', to]);
  t.equal(run.status, 0, run.err);
  t.strictSame(namesIn(join(to, 'efi0/loader/entries')), ['arch-1.conf']);
  t.ok(textIn(to, 'efi0/loader/entries/arch-1.conf').includes(newRoot.uuid));
  t.notOk(textIn(to, 'efi0/loader/entries/arch-1.conf').includes(root.uuid));
  t.strictSame(readdirSync(join(to, 'boot')), [], 'nothing comes below the mount point of the bind');
  t.notOk(existsSync(join(to, 'efi0/stray')));
});

t.test('an ESP has neither owners nor modes', async (t) => {
  // ext4 stands in for FAT: what only FAT would refuse is not noticed, but what rsync is told has its effect.
  const machine = newMachine(t, {
    boot: { fstype: 'vfat', type: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b' },
    isBare: true,
  });
  const { from, to, args, newRoot } = machine;
  sh('chown 12:34 "$1/boot/arch/1/linux"', from);
  const plan = await rootClone([...args, '--mount', '--dry-run']);
  t.match(plan.steps[1], { step: 'mount', detail: /^\S+ vfat umask=0077,nodev,nosuid,noexec,nosymfollow$/ });
  const run = await rootClone([...args, '--mount']);
  t.equal(run.status, 0, run.err);
  t.match(
    run.steps.find(({ step }) => step === 'loader'),
    { state: 'same' },
    'the copy brought one',
  );
  machine.mountTarget();
  t.equal(sh('stat -c "%u:%g" "$1/boot/arch/1/linux"', to), '0:0');
  t.ok(textIn(to, 'boot/loader/entries/arch-1.conf').includes(newRoot.uuid));
  t.equal(statesOf(await rootClone(args)), 'done same 0');
  t.equal(statesOf(await rootClone(args)), 'same 0');
  t.equal(texts.filter((path) => existsSync(join(to, path))).length, texts.length);
});
