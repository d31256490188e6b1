import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { contentOf, entry, kernel, writeTree } from '../fixtures/boot-tree.ts';
import { quote } from '../support/call.ts';
import { espMirror, espMirrorBinary } from '../support/esp-mirror-call.ts';
import { itemText, startWatcher, until } from '../support/esp-watch-call.ts';

// A package manager that begins between the look of the watcher and that of the command which it runs.

const system = (release: string, initrd: string) => ({
  vmlinuz: kernel(release),
  'initrd.img': Buffer.alloc(100_000, initrd),
  'loader/entries/one.conf': entry('One', '/vmlinuz', '/initrd.img'),
});

/** A machine whose booted ESP has a new kernel already, and the old initrd still. */
function place(test: Test) {
  const root = test.testdir({
    machine: { proc: { self: {} }, var: { lib: { pacman: {} } }, item: {} },
    to: {},
  });
  const machine = join(root, 'machine');
  writeFileSync(join(machine, 'proc/self/mountinfo'), '1 1 8:1 / / rw - ext4 /dev/sda1 rw\n');
  const [from, to, lock] = [join(root, 'from'), join(root, 'to'), join(machine, 'var/lib/pacman/db.lck')];
  writeTree(from, system('6.6.1', 'of 6.6.1'));
  return { root, machine, from, to, lock };
}

t.test('nothing is written of what a transaction has half done', async (t) => {
  const { machine, from, to, lock } = place(t);
  const args = ['--sysroot', machine, '--from', from, '--to', to];
  const run = (hold: string, held: string) =>
    espMirror(args, { env: { PATH: '/usr/bin:/bin', ESP_WATCH_HOLD: hold, ESP_WATCH_HELD: held } });
  t.equal((await run('pacman', '')).status, 0, 'nobody is at work');
  const before = contentOf(to);
  writeTree(from, { ...system('6.6.2', 'of 6.6.1') });
  writeFileSync(lock, '');
  const postponed = await run('pacman', '');
  t.equal(postponed.status, 75);
  t.match(postponed.outcomes, [
    { state: 'postponed', files_copied: 0, why: `${lock} exists: the rest is left for later` },
  ]);
  t.strictSame(contentOf(to), before);
  t.equal((await run('dpkg', '')).status, 0, 'that one is not waited for');
  writeTree(from, system('6.6.3', 'of 6.6.3'));
  t.equal((await espMirror(args)).status, 0, 'a hook runs within the transaction');
  t.equal((await run('pacman', '')).status, 0, 'nothing is to be written');
});

t.test('the watcher comes again when the transaction has ended', async (t) => {
  const { root, machine, from, to, lock } = place(t);
  const mark = join(root, 'mark');
  const mirrored = quote(espMirrorBinary, '--sysroot', machine, '--from', from, '--to', to);
  const script = `cat >/dev/null; [ -e "$0" ] || touch "$0" "$1"; ${mirrored} >/dev/null`;
  const args = [
    '--sysroot',
    machine,
    '--settle',
    '0.1',
    '--hold',
    'pacman',
    '--exec',
    'sh',
    '-c',
    script,
    mark,
    lock,
  ];
  const watcher = startWatcher(t, args, itemText('/item'));
  await until(() => watcher.err().includes('nothing is written until'), 'the lock is seen');
  t.ok(existsSync(mark));
  t.notOk(existsSync(join(to, 'vmlinuz')));
  t.notMatch(watcher.err(), 'it will run again', 'no failure');
  mkdirSync(join(machine, 'item/below'));
  rmSync(lock);
  await until(() => existsSync(join(to, 'loader/entries/one.conf')), 'the mirror');
  t.strictSame(readFileSync(join(to, 'vmlinuz')), kernel('6.6.1'));
  t.equal(await watcher.stop(), 0, watcher.err());
});

t.test('a lock that was left behind does not postpone for ever', async (t) => {
  const { machine, from, to, lock } = place(t);
  writeFileSync(lock, '');
  const mirrored = quote(espMirrorBinary, '--sysroot', machine, '--from', from, '--to', to);
  const args = ['--sysroot', machine, '--settle', '0.1', '--hold-max', '1'];
  const watcher = startWatcher(
    t,
    [...args, '--exec', 'sh', '-c', `cat >/dev/null; ${mirrored} >/dev/null`],
    itemText('/item'),
  );
  await until(() => existsSync(join(to, 'loader/entries/one.conf')), 'the mirror');
  t.equal(await watcher.stop(), 0, watcher.err());
});
