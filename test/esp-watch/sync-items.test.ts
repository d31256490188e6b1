import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { call } from '../support/call.ts';
import { espMirrorBinary } from '../support/esp-mirror-call.ts';
import { espWatchBinary, itemText, startWatcher, until } from '../support/esp-watch-call.ts';

// Sync items, on plain directories: by inotifywait, where it is installed.

const quick = ['--settle', '0.2', '--hold', 'none'];

/** An ordinary user's: a limit of watches of its own. */
const asUser = (script: string) => [
  'unshare',
  '--user',
  '--map-root-user',
  'sh',
  '-c',
  `${script}; exec "$0" "$@"`,
];

/** Ways to watch, by the program that is started. */
const ways = {
  'as root': [espWatchBinary],
  'as an ordinary user': [...asUser(':'), espWatchBinary],
};

for (const [way, program] of Object.entries(ways)) {
  t.test(`${way}: whatever changes in a directory is one group`, async (t) => {
    const top = t.testdir({ item: { old: { file: 'x' }, cache: {} }, beside: {} });
    const root = join(top, 'item');
    const beside = { directory: join(top, 'beside') };
    const watcher = startWatcher(t, quick, itemText(root, { exclude: '/cache/' }), { program, beside });
    await watcher.wrote(1);
    const acts: readonly (readonly [what: string, act: () => void])[] = [
      ['a new file', () => writeFileSync(join(root, 'new'), 'x')],
      ['a file is written', () => writeFileSync(join(root, 'old/file'), 'longer')],
      ['new directories', () => mkdirSync(join(root, 'a/b/c'), { recursive: true })],
      ['a file in a new directory', () => writeFileSync(join(root, 'a/b/c/file'), 'x')],
      ['a directory is renamed', () => renameSync(join(root, 'a'), join(root, 'z'))],
      ['a file in a renamed directory', () => writeFileSync(join(root, 'z/b/c/file'), 'y')],
      ['a mode', () => execFileSync('chmod', ['600', join(root, 'z/b/c/file')])],
      ['a directory is deleted', () => rmSync(join(root, 'z'), { recursive: true })],
    ];
    let written = 1;
    for (const [what, act] of acts) {
      act();
      await watcher.wrote(written + 1).catch((error: unknown) => {
        throw new Error(`${what}: ${error}`);
      });
      // One act may be two groups where events come late; what follows must not be taken for it.
      await watcher.settled();
      written = watcher.groups.length;
    }
    writeFileSync(join(root, 'cache/file'), 'x');
    readFileSync(join(root, 'old/file'));
    readdirSync(root);
    await watcher.settled();
    t.equal(watcher.groups.length, written, 'not what is excluded, and not a look');
    t.equal(new Set(watcher.groups).size, 1, 'the group is always the same');
    t.equal(await watcher.stop(), 0);
  });
}

t.test('--no-initial: nothing before a change', async (t) => {
  const top = t.testdir({ item: {}, beside: {} });
  const [root, directory] = [join(top, 'item'), join(top, 'beside')];
  const watcher = startWatcher(t, [...quick, '--no-initial'], itemText(root), { beside: { directory } });
  await until(() => watcher.err().includes(`${directory}: watched`), 'watching');
  await watcher.settled();
  t.equal(watcher.groups.length, 0);
  writeFileSync(join(root, 'new'), 'x');
  await watcher.wrote(1);
  t.equal(await watcher.stop('SIGINT'), 0);
});

t.test('a change that is pending is written when it is told to end', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    const root = t.testdir({});
    const watcher = startWatcher(t, ['--settle', '60', '--hold', 'none'], itemText(root));
    await watcher.wrote(1);
    const woken = watcher.wokeUp();
    writeFileSync(join(root, 'new'), 'x');
    await woken;
    t.equal(watcher.groups.length, 1, 'it waits for quiet');
    t.equal(await watcher.stop(signal), 0);
    t.equal(watcher.groups.length, 2, signal);
  }
});

t.test('each item is a group of its own, with its own delay, and may come late', async (t) => {
  const root = t.testdir({ a: {}, b: {}, c: {} });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => join(root, name));
  if (!a || !b || !c) throw new Error('three directories are due');
  const watcher = startWatcher(t, quick, itemText(a) + itemText(b, { delay: 600 }), { keepOpen: true });
  await watcher.wrote(2);
  const sources = () => watcher.groups.map((group) => JSON.parse(group).items[0].source);
  t.same(sources(), [a, b]);
  for (const path of [a, b]) writeFileSync(join(path, 'new'), 'x');
  await watcher.wrote(3);
  watcher.child.stdin?.end(itemText(c));
  await watcher.wrote(4);
  writeFileSync(join(c, 'new'), 'x');
  await watcher.wrote(5);
  t.same(sources(), [a, b, a, c, c], 'b waits for its delay');
  t.equal(await watcher.stop(), 0);
  t.same(sources(), [a, b, a, c, c, b], 'but not longer than this lasts');
});

t.test('a later group for the same takes the place of the earlier one', async (t) => {
  const top = t.testdir({ item: {}, beside: {} });
  const root = join(top, 'item');
  const beside = { directory: join(top, 'beside') };
  const watcher = startWatcher(t, quick, itemText(root), { keepOpen: true, beside });
  await watcher.wrote(1);
  watcher.child.stdin?.write(itemText(root, { exclude: '*.tmp' }));
  await watcher.wrote(2);
  writeFileSync(join(root, 'new.tmp'), 'x');
  await watcher.settled();
  writeFileSync(join(root, 'new'), 'x');
  await watcher.wrote(3);
  t.same(
    watcher.groups.map((group) => JSON.parse(group).items[0].exclude),
    [null, ['*.tmp'], ['*.tmp']],
  );
  t.equal(await watcher.stop(), 0);
});

t.test('a directory that goes away, and comes back as another one', async (t) => {
  const root = t.testdir({ item: { file: 'x' }, beside: {} });
  const item = join(root, 'item');
  const watcher = startWatcher(t, quick, itemText(item), { beside: { directory: join(root, 'beside') } });
  await watcher.wrote(1);
  renameSync(item, join(root, 'away'));
  await until(() => watcher.err().includes('it will be watched when it is there'), 'noticing');
  await watcher.settled();
  t.equal(watcher.groups.length, 1, 'its absence is not written');
  mkdirSync(item);
  writeFileSync(join(item, 'other'), 'x');
  await watcher.wrote(2);
  await watcher.settled();
  const before = watcher.groups.length;
  writeFileSync(join(root, 'away/file'), 'not watched any more');
  await watcher.settled();
  t.equal(watcher.groups.length, before);
  writeFileSync(join(item, 'another'), 'x');
  await watcher.wrote(before + 1);
  t.equal(await watcher.stop(), 0);
});

t.test('a change that no event told of is found by looking', async (t) => {
  const root = t.testdir({ item: { file: 'x' }, same: { file: 'x' }, outside: {} });
  const [item, same] = [join(root, 'item'), join(root, 'same')];
  const outside = join(root, 'outside/file');
  linkSync(join(item, 'file'), outside);
  const watcher = startWatcher(t, [...quick, '--rescan', '1'], itemText(same) + itemText(item));
  await watcher.wrote(2);
  for (const turn of [3, 4]) {
    writeFileSync(outside, `written by its other name, ${turn}`);
    await watcher.wrote(turn);
  }
  const sources = watcher.groups.map((group) => JSON.parse(group).items[0].source);
  t.same(sources, [same, item, item, item], 'what was looked at and is the same is not written again');
  t.equal(await watcher.stop(), 0);
});

t.test('while the reader is slow, changes are joined: one group waits', async (t) => {
  const root = t.testdir({ item: {} });
  const fifo = join(root, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const both = openSync(fifo, 'r+');
  const unread = Buffer.alloc(2 ** 16);
  const take = () => String(unread.subarray(0, readSync(both, unread))).split('\n').length - 1;
  const watcher = startWatcher(t, ['--settle', '0.1', '--hold', 'none'], itemText(join(root, 'item')), {
    stdout: both,
  });
  await until(() => watcher.err().includes('written'), 'the first group');
  for (let count = 0; count < 6; count += 1) {
    const woken = watcher.wokeUp();
    writeFileSync(join(root, 'item', `file-${count}`), 'x');
    await woken;
  }
  t.equal(take(), 1, 'the first one');
  await until(() => (watcher.err().match(/: written/g) ?? []).length === 2, 'the next group');
  // It looks twice a second whether it was read.
  await watcher.wokeUp(3);
  t.equal(take(), 1, 'and one for all changes since');
  t.equal(await watcher.stop(), 0);
  closeSync(both);
});

t.test('when its reader has gone it ends, at the next group', async (t) => {
  const root = t.testdir({});
  const watcher = startWatcher(t, quick, itemText(root));
  await watcher.wrote(1);
  const { stdout } = watcher.child;
  if (stdout === null) throw new Error('a pipe is needed');
  stdout.destroy();
  await once(stdout, 'close');
  writeFileSync(join(root, 'new'), 'x');
  t.equal(await watcher.status, 141);
});

t.test('--exec runs a command for each group, one at a time, and hears of failures', async (t) => {
  const root = t.testdir({ item: {}, log: '' });
  const script =
    'echo "begin $1" >>"$0"; cat >>"$0"; sleep 0.5; echo end >>"$0"; [ ! -e "$0.fail" ] || exit 3';
  const log = join(root, 'log');
  const watcher = startWatcher(
    t,
    [...quick, '--exec', 'sh', '-c', script, log, '--help'],
    itemText(join(root, 'item')),
  );
  const count = (what: string) => readFileSync(log, 'utf8').split(what).length - 1;
  await until(() => count('end\n') === 1, 'the first run');
  writeFileSync(`${log}.fail`, '');
  writeFileSync(join(root, 'item/new'), 'x');
  await until(() => count('begin --help\n') === 2, 'the second run');
  writeFileSync(join(root, 'item/another'), 'x');
  await until(() => count('end\n') === 3, 'the third run');
  t.match(readFileSync(log, 'utf8'), /^(begin --help\n\{[^\n]*\}\nend\n){3}$/);
  t.equal(watcher.groups.length, 0);
  await until(() => (watcher.err().match(/status 3/g) ?? []).length === 2, 'both failures');
  t.equal(await watcher.stop(), 1);
});

t.test('what failed before and went well at last is no failure; a signalled command is 128+N', async (t) => {
  const root = t.testdir({ item: {} });
  const mark = join(root, 'mark');
  const script = '[ -e "$0" ] && exit 0; touch "$0"; kill -9 $$';
  const watcher = startWatcher(
    t,
    [...quick, '--exec', 'sh', '-c', script, mark],
    itemText(join(root, 'item')),
  );
  await until(() => watcher.err().includes('SIGKILL'), 'the failure');
  writeFileSync(join(root, 'item/new'), 'x');
  await until(() => (watcher.err().match(/: written/g) ?? []).length === 2, 'the second run');
  t.equal(await watcher.stop(), 0, watcher.err());
  const killed = ['--exec', 'sh', '-c', 'kill -9 $$'];
  const other = startWatcher(t, [...quick, ...killed], itemText(join(root, 'item')));
  await until(() => other.err().includes('SIGKILL'), 'the failure');
  t.equal(await other.stop(), 137);
});

t.test('esp-mirror follows, and is finished at the end', async (t) => {
  const root = t.testdir({ from: { EFI: { BOOT: {} }, loader: { entries: {} } }, to: {} });
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  const program = Buffer.alloc(256);
  program.write('MZ', 0);
  program.writeUInt32LE(0x80, 0x3c);
  program.write('PE', 0x80);
  writeFileSync(join(from, 'linux'), program);
  writeFileSync(join(from, 'loader/entries/a.conf'), 'title A\nlinux /linux\n');
  const mirror = ['--exec', espMirrorBinary, '--from', from, '--to', to];
  const watcher = startWatcher(t, [...quick, ...mirror], itemText(from));
  await until(() => existsSync(join(to, 'loader/entries/a.conf')), 'the first run');
  writeFileSync(join(from, 'loader/entries/b.conf'), 'title B\nlinux /linux\n');
  await until(() => existsSync(join(to, 'loader/entries/b.conf')), 'the second run');
  writeFileSync(join(from, 'loader/entries/c.conf'), 'title C\nlinux /linux\n');
  t.equal(await watcher.stop(), 0, watcher.err());
  t.ok(existsSync(join(to, 'loader/entries/c.conf')), 'what was pending is done');
});

t.test('locks hold it back', async (t) => {
  const root = t.testdir({
    machine: { proc: {}, var: { lib: { pacman: {}, dpkg: { lock: '' } } } },
    item: {},
  });
  const lock = join(root, 'machine/var/lib/pacman/db.lck');
  writeFileSync(lock, '');
  mkdirSync(join(root, 'machine/proc/self'));
  writeFileSync(join(root, 'machine/proc/self/mountinfo'), '1 1 8:1 / / rw - ext4 /dev/sda1 rw\n');
  mkdirSync(join(root, 'machine/item'));
  const call = (...args: string[]) =>
    startWatcher(t, ['--settle', '0.1', '--sysroot', join(root, 'machine'), ...args], itemText('/item'));
  await t.test('until they are gone', async (t) => {
    const watcher = call();
    await until(() => watcher.err().includes('db.lck'), 'saying why');
    await watcher.wokeUp(3);
    t.equal(watcher.groups.length, 0);
    rmSync(lock);
    await watcher.wrote(1);
    t.equal(await watcher.stop(), 0);
  });
  await t.test('for --hold-max, and that is said', async (t) => {
    writeFileSync(lock, '');
    const watcher = call('--hold-max', '1');
    await watcher.wrote(1);
    t.match(watcher.err(), /db\.lck exists for 1 seconds/);
    t.equal(await watcher.stop(), 0);
  });
  await t.test('at the end, too: what is pending is not written, and said', async (t) => {
    const watcher = call();
    await until(() => watcher.err().includes('db.lck'), 'saying why');
    t.equal(await watcher.stop(), 0);
    t.equal(watcher.groups.length, 0);
    t.match(watcher.err(), /is not written, because/);
  });
  await t.test('only those that --hold names', async (t) => {
    const watcher = call('--hold', 'dpkg,rpm');
    await watcher.wrote(1);
    t.equal(await watcher.stop(), 0);
  });
});

t.test('watches that run out name the limit', async (t) => {
  const root = t.testdir({ a: {}, b: {}, c: {}, d: {} });
  const program = [...asUser('echo 3 >/proc/sys/user/max_inotify_watches'), espWatchBinary];
  const watcher = startWatcher(t, quick, itemText(root), { program });
  t.equal(await watcher.status, 1);
  t.match(watcher.err(), /fs\.inotify\.max_user_watches/);
  t.equal(watcher.groups.length, 0);
});

t.test('wrong calls and wrong input are 2', async (t) => {
  const item = itemText(t.testdir({}));
  const cases: readonly [what: string, args: string[], input: string][] = [
    ['an unknown lock', ['--hold', 'portage'], item],
    ['no locks at all', ['--hold', ''], item],
    ['--settle that is no number', ['--settle', 'soon'], item],
    ['--exec without a command', ['--exec'], item],
    ['no input', [], ''],
    ['another type', [], '{"schema":"twinroot.mirror-report/1","mirrors":[]}\n'],
    ['a damaged row', [], '#SOURCE DEST\nrelative /mnt\n'],
    ['a set that is cut off', [], '#ROLE KIND STATE\n'],
  ];
  for (const [what, args, input] of cases) {
    const { status, out, err } = await call(espWatchBinary, args, { input });
    t.match({ status, out }, { status: 2, out: '' }, what);
    t.match(err, /^[^\n]+\n$/, what);
  }
  const late = startWatcher(t, quick, item, { keepOpen: true });
  await late.wrote(1);
  late.child.stdin?.end('damaged\n');
  t.equal(await late.status, 2, 'later, too');
});

t.test('what is mounted nowhere cannot be watched', async (t) => {
  const input = '#ROLE KIND STATE PARTUUID\nbooted esp unmounted 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6\n';
  const { status, out, err } = await call(espWatchBinary, [], { input });
  t.match({ status, out }, { status: 1, out: '' });
  t.match(err, '0e3a8f0c');
});
