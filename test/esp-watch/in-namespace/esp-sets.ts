import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newRoot, removeRoot, sh } from '../../fixtures/esp-machine.ts';
import { espMirrorBinary } from '../../support/esp-mirror-call.ts';
import { espWatchBinary, setText, startWatcher, until } from '../../support/esp-watch-call.ts';

// ESP sets, on mounts below a root of their own: by inotify.

const quick = ['--settle', '0.2'];
/** findmnt takes a mount of the same source at the same place for the same mount: these have sources of their own. */
const mount = (path: string) =>
  sh('mkdir -p "$1"; mount -t tmpfs -o size=64m "from-$1" "$1"; mkdir -p "$1/loader/entries"', path);

/** A machine with something mounted on /boot. */
function newMachine(test: Pick<typeof t, 'teardown'>, ...directories: readonly string[]) {
  const root = newRoot('boot', ...directories);
  test.teardown(() => removeRoot(root));
  const boot = join(root, 'boot');
  mount(boot);
  const beside = { directory: join(root, 'beside'), source: '/beside' };
  mkdirSync(beside.directory);
  return { root, boot, args: [...quick, '--sysroot', root], given: { beside } };
}

/** An ESP of many directories is watched like a tree. */
const sizes = [
  ['few directories', () => undefined],
  [
    'many directories',
    (directory: string) => {
      for (let number = 0; number < 600; number += 1)
        mkdirSync(join(directory, `many/${number % 20}/${number}`), { recursive: true });
    },
  ],
] as const;

for (const [what, fill] of sizes)
  t.test(`${what}: a set is written when its ESP changes, and not for what esp-mirror writes`, async (t) => {
    const { boot, args, given } = newMachine(t);
    fill(boot);
    const watcher = startWatcher(t, args, setText('/boot'), given);
    await watcher.wrote(1);
    const own = [
      'loader/esp-sync',
      'loader/random-seed',
      'loader/TWIN0000.TMP',
      'TWIN0001.NEW',
      'LOADER/ESP-SYNC',
    ];
    mkdirSync(join(boot, 'LOADER'));
    await watcher.wrote(2);
    await watcher.settled();
    const before = watcher.groups.length;
    for (const name of own) {
      writeFileSync(join(boot, name), 'x');
      renameSync(join(boot, name), join(boot, 'loader/TWIN0002.TMP'));
      renameSync(join(boot, 'loader/TWIN0002.TMP'), join(boot, name));
    }
    await watcher.settled();
    t.equal(watcher.groups.length, before, 'none of these');
    writeFileSync(join(boot, 'loader/entries/a.conf'), 'title A\n');
    await watcher.wrote(before + 1);
    t.equal(new Set(watcher.groups).size, 1);
    t.equal(await watcher.stop(), 0);
  });

for (const [what, fill] of sizes)
  t.test(`${what}: what changed right before the end is written, told or not`, async (t) => {
    const { boot, args, given } = newMachine(t);
    fill(boot);
    const watcher = startWatcher(t, args, setText('/boot'), given);
    await watcher.wrote(1);
    // On a busy machine it may look once more when all is watched.
    await watcher.settled();
    const before = watcher.groups.length;
    watcher.child.kill('SIGSTOP');
    writeFileSync(join(boot, 'linux'), 'x');
    watcher.child.kill('SIGTERM');
    watcher.child.kill('SIGCONT');
    t.equal(await watcher.status, 0);
    t.equal(watcher.groups.length, before + 1);
  });

for (const [what, fill] of sizes)
  t.test(`${what}: a mount that goes away is not written, and one that comes back is`, async (t) => {
    const { boot, args, given } = newMachine(t);
    fill(boot);
    writeFileSync(join(boot, 'linux'), 'x');
    const watcher = startWatcher(t, args, setText('/boot'), given);
    await watcher.wrote(1);
    sh('umount "$1"', boot);
    await until(() => watcher.err().includes('it will be watched when it is there'), 'noticing');
    writeFileSync(join(boot, 'below'), 'the bare directory');
    await watcher.settled();
    t.equal(watcher.groups.length, 1, 'the bare directory does not count');
    mount(boot);
    await watcher.wrote(2);
    await watcher.settled();
    const before = watcher.groups.length;
    writeFileSync(join(boot, 'loader/entries/new.conf'), 'x');
    await watcher.wrote(before + 1);
    const other = join(boot, '../other');
    mount(other);
    writeFileSync(join(other, 'linux'), 'another one');
    sh('mount --bind "$1" "$2"', other, boot);
    await watcher.wrote(before + 2);
    await watcher.settled();
    writeFileSync(join(other, 'linux'), 'another one, changed');
    await watcher.wrote(before + 3);
    t.equal(await watcher.stop(), 0);
  });

t.test('a mirror that appears has missed something', async (t) => {
  const { root, args, given } = newMachine(t);
  const mirror = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5ff';
  const row = `mirror esp missing ${mirror} - - -\n\n`;
  const watcher = startWatcher(t, args, setText('/boot').replace(/\n*$/, `\n${row}`), given);
  await watcher.wrote(1);
  const links = join(root, 'dev/disk/by-partuuid');
  const link = join(links, mirror);
  mkdirSync(links, { recursive: true });
  writeFileSync(join(root, 'dev/sdb1'), '');
  symlinkSync('../../sdb1', join(links, 'another'));
  await watcher.settled();
  t.equal(watcher.groups.length, 1, 'another disk');
  // As udev does: by another name, and renamed.
  const appears = () => sh('ln -s ../../sdb1 "$1.tmp"; mv -T "$1.tmp" "$1"', link);
  appears();
  await watcher.wrote(2);
  appears();
  await watcher.settled();
  t.equal(watcher.groups.length, 2, 'it was there already');
  rmSync(links, { recursive: true });
  await watcher.settled();
  t.equal(watcher.groups.length, 2, 'a mirror that goes can wait');
  mkdirSync(links);
  appears();
  await watcher.wrote(3);
  t.equal(await watcher.stop(), 0, watcher.err());
});

t.test('one that is not mounted at the start is waited for', async (t) => {
  const { boot, args, given } = newMachine(t);
  sh('umount "$1"', boot);
  const watcher = startWatcher(t, args, setText('/boot'), given);
  await until(() => watcher.err().includes('it will be watched when it is there'), 'noticing');
  await watcher.settled();
  t.equal(watcher.groups.length, 0);
  mount(boot);
  await watcher.wrote(1);
  t.equal(await watcher.stop(), 0);
});

for (const [what, fill] of sizes)
  t.test(`${what}: when the queue of events is full, nothing is lost`, async (t) => {
    const { boot, args, given } = newMachine(t);
    fill(boot);
    const limit = '/proc/sys/fs/inotify/max_queued_events';
    const before = readFileSync(limit, 'utf8');
    let watcher: ReturnType<typeof startWatcher>;
    try {
      writeFileSync(limit, '16');
      watcher = startWatcher(t, args, setText('/boot'), given);
      await watcher.wrote(1);
    } finally {
      writeFileSync(limit, before);
    }
    for (let round = 0; round < 5; round += 1) {
      const count = watcher.groups.length;
      watcher.child.kill('SIGSTOP');
      for (let file = 0; file < 40; file += 1) writeFileSync(join(boot, `file-${round}-${file}`), 'x');
      // Of these no event is left: the queue is full.
      mkdirSync(join(boot, `new-${round}/deep`), { recursive: true });
      writeFileSync(join(boot, `new-${round}/deep/file`), 'x');
      watcher.child.kill('SIGCONT');
      await watcher.wrote(count + 1);
      await watcher.settled();
      const settled = watcher.groups.length;
      writeFileSync(join(boot, `new-${round}/deep/file`), 'changed');
      await watcher.wrote(settled + 1);
      await watcher.settled();
    }
    t.equal(await watcher.stop(), 0);
  });

t.test('a lock that is held on a file of dpkg holds it back; the file alone does not', async (t) => {
  const { root, boot, args } = newMachine(t, 'var/lib/dpkg');
  const lock = join(root, 'var/lib/dpkg/lock-frontend');
  writeFileSync(lock, '');
  const watcher = startWatcher(t, args, setText('/boot'));
  await watcher.wrote(1);
  const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(holder.stdout, 'data');
  writeFileSync(join(boot, 'linux'), 'x');
  await until(() => watcher.err().includes('lock-frontend is locked'), 'saying why');
  await watcher.wokeUp(3);
  t.equal(watcher.groups.length, 1);
  holder.stdin.end();
  await once(holder, 'close');
  await watcher.wrote(2);
  t.equal(await watcher.stop(), 0);
});

// The last one is longer than what the kernel keeps of a name.
for (const name of ['kernel-install', 'mkinitcpio', 'update-initramfs'])
  t.test(`a process of ${name} holds it back`, async (t) => {
    const { root, boot, args } = newMachine(t);
    const program = join(root, name);
    writeFileSync(program, '#!/bin/sh\necho running\nread end\n', { mode: 0o755 });
    const watcher = startWatcher(t, args, setText('/boot'));
    await watcher.wrote(1);
    const running = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(running.stdout, 'data');
    writeFileSync(join(boot, 'linux'), 'x');
    await until(() => watcher.err().includes(`${name.slice(0, 15)} is running`), 'saying why');
    await watcher.wokeUp(3);
    t.equal(watcher.groups.length, 1);
    running.stdin.end('\n');
    await once(running, 'close');
    await watcher.wrote(2);
    t.equal(await watcher.stop(), 0);
  });

t.test('esp-watch | esp-mirror: each group is acted on as it arrives, and both end', async (t) => {
  const { root, boot } = newMachine(t);
  // A set without mirrors is nothing to do, which is a report without records.
  const script = 'set -o pipefail; "$0" --settle 0.2 --sysroot "$2" | "$1" --json --sysroot "$2"';
  const shell = spawn('bash', ['-c', script, espWatchBinary, espMirrorBinary, root], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(() => sh('kill -9 -- "-$1" 2>/dev/null || :', String(shell.pid)));
  let out = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  shell.stdin.end(setText('/boot'));
  const reports = () => out.split('\n').length - 1;
  await until(() => reports() === 1, 'the first report');
  writeFileSync(join(boot, 'linux'), 'x');
  await until(() => reports() === 2, 'the second report');
  writeFileSync(join(boot, 'linux'), 'changed');
  const watcher = sh('pgrep --parent "$1" --full -- --settle', String(shell.pid));
  sh('kill "$1"', watcher);
  const [status] = await once(shell, 'close');
  t.equal(status, 0);
  t.equal(reports(), 3, 'what was pending is done');
});
