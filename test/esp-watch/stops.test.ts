import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { itemText, startWatcher, until } from '../support/esp-watch-call.ts';

// The end, locks that were left behind, and runs that failed.

t.test('a stop ends while the source keeps changing, and says what it leaves', async (t) => {
  const ways: readonly (readonly [what: string, more: readonly string[]])[] = [
    ['to a pipe', []],
    ['with --exec', ['--exec', 'sh', '-c', 'sleep 0.5']],
  ];
  for (const [what, more] of ways) {
    const root = t.testdir({});
    let count = 0;
    const change = () => {
      count += 1;
      writeFileSync(join(root, 'log'), String(count));
    };
    const watcher = startWatcher(t, ['--settle', '2', '--hold', 'none', ...more], itemText(root));
    await until(() => watcher.err().includes(': written'), 'the first group');
    const changing = setInterval(change, 50);
    t.teardown(() => clearInterval(changing));
    await until(() => count > 5, 'changes');
    const before = watcher.err().split(': written').length;
    t.equal(await watcher.stop(), 0, watcher.err());
    clearInterval(changing);
    t.ok(watcher.err().split(': written').length - before <= 1, what);
  }
});

t.test('a lock that was left behind does not hide that of the next transaction', async (t) => {
  const root = t.testdir({ machine: { proc: { self: {} }, var: { lib: { pacman: {} } }, item: {} } });
  const machine = join(root, 'machine');
  const lock = join(machine, 'var/lib/pacman/db.lck');
  writeFileSync(join(machine, 'proc/self/mountinfo'), '1 1 8:1 / / rw - ext4 /dev/sda1 rw\n');
  writeFileSync(lock, '');
  const args = ['--settle', '0.1', '--hold-max', '1', '--sysroot', machine];
  const watcher = startWatcher(t, args, itemText('/item'));
  await watcher.wrote(1);
  rmSync(lock);
  await sleep(50); // nobody looks meanwhile, and the new one has another time
  writeFileSync(lock, '');
  writeFileSync(join(machine, 'item/linux'), 'half a transaction');
  await until(() => watcher.err().split('nothing is written until').length === 3, 'waiting again');
  t.equal(watcher.groups.length, 1);
  rmSync(lock);
  await watcher.wrote(2);
  t.equal(await watcher.stop(), 0);
});

t.test('a run that failed is tried again though nothing changes', async (t) => {
  const root = t.testdir({ item: {} });
  const mark = join(root, 'mark');
  const script = 'echo run >>"$0"; [ "$(wc -l <"$0")" -gt 2 ]';
  const args = ['--settle', '0.1', '--hold', 'none', '--retry', '0.2', '--exec', 'sh', '-c', script, mark];
  mkdirSync(join(root, 'item/below'));
  const watcher = startWatcher(t, args, itemText(join(root, 'item')));
  await until(() => existsSync(mark) && readFileSync(mark, 'utf8') === 'run\nrun\nrun\n', 'the third run');
  await watcher.wokeUp();
  t.equal(await watcher.stop(), 0, 'the last one did what it should');
  t.equal(readFileSync(mark, 'utf8'), 'run\nrun\nrun\n', 'and is the last');
});

t.test('the command is told what the group stands for', async (t) => {
  const root = t.testdir({ item: {} });
  const [item, out] = [join(root, 'item'), join(root, 'out')];
  const args = [
    '--settle',
    '0.1',
    '--hold',
    'none',
    '--exec',
    'sh',
    '-c',
    'echo "$ESP_WATCH_KEY" >"$0"',
    out,
  ];
  const watcher = startWatcher(t, args, itemText(item));
  await until(() => existsSync(out) && readFileSync(out, 'utf8') !== '', 'the run');
  t.equal(readFileSync(out, 'utf8'), `sync-item ${item}\n`);
  t.equal(await watcher.stop(), 0);
});
