import { chmodSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { entry, kernel, leftoversOf, writeTree } from '../../fixtures/boot-tree.ts';
import { newMachine, textIn } from '../../fixtures/clone-machine.ts';
import { emptyUdev, mountsBelow, sh } from '../../fixtures/esp-machine.ts';
import { namesIn, ownRun, until, wholeOf } from '../../fixtures/tree-machine.ts';
import { call } from '../../support/call.ts';
import { rootClone, rootCloneBinary, statesOf } from '../../support/clone-call.ts';
import { brief } from '../../support/esp-mirror-call.ts';
import { espMirrorWith, whyNoFaults } from '../../support/fault.ts';

// What a call says, and what may go wrong on the way.

t.setTimeout(300_000);
ownRun();
emptyUdev();
const noFaults = whyNoFaults() ?? false;

t.test('a dry run writes each step and does none', async (t) => {
  for (const isBare of [false, true]) {
    const machine = newMachine(t, isBare ? { isBare } : {});
    const { place, from, to, args } = machine;
    const all = [...args, '--add-peer', '/mnt/peer', ...(isBare ? ['--mount'] : [])];
    const before = [wholeOf(from), wholeOf(to), mountsBelow(place)];
    const plan = await rootClone([...all, '--dry-run']);
    t.equal(plan.status, 0, plan.err);
    t.strictSame([wholeOf(from), wholeOf(to), mountsBelow(place)], before);
    const table = await call(rootCloneBinary, [...all, '--no-firmware', '-n', '--no-header', '-o', 'step']);
    t.strictSame(
      table.out.split('\n').flatMap((line) => (line === '' ? [] : [line.trim()])),
      plan.steps.map(({ step }) => step),
      'the same as a table',
    );
    const run = await rootClone(all);
    t.equal(run.status, 0, run.err);
    const words = ({ step, target }: { step: string; target: string }) => `${step} ${target}`;
    t.strictSame(plan.steps.map(words), run.steps.map(words), 'one record a step');
  }
});

t.test('the map on standard input, and by --map', async (t) => {
  const { from, to, map, root, newRoot, boot, newBoot } = newMachine(t);
  const args = ['--from', from, '--to', to];
  t.equal(statesOf(await rootClone(args, { input: `#OLD NEW\n${map}` })), 'done same 0', 'a table');
  const pairs = [
    { old: `UUID=${root.uuid}`, new: `UUID=${newRoot.uuid}` },
    { old: `UUID=${boot.uuid}`, new: `UUID=${newBoot.uuid}` },
  ].map((pair) => ({ ...pair, old_device: null, new_device: null, parttype: null }));
  const group = `${JSON.stringify({ schema: 'twinroot.id-map/1', ids: pairs })}\n`;
  const json = await rootClone(args, { input: group });
  t.equal(statesOf(json), 'done same 0', json.err);
  const file = join(from, '../other');
  writeFileSync(file, group);
  t.equal(statesOf(await rootClone([...args, '--map', file])), 'same 0', 'a file of the same');
});

t.test('what is excluded is neither copied nor deleted', async (t) => {
  const { from, to, args } = newMachine(t);
  for (const name of ['cache', 'x.log']) writeFileSync(join(from, 'home/u', name), name);
  mkdirSync(join(to, 'home/u'), { recursive: true });
  writeFileSync(join(to, 'home/u/y.log'), 'stays');
  const run = await rootClone([...args, '--exclude', '/home/u/cache', '--exclude', '*.log']);
  t.equal(run.status, 0, run.err);
  t.strictSame(
    namesIn(join(to, 'home/u')).filter((name) => name === 'cache' || name.endsWith('.log')),
    ['y.log'],
  );
});

t.test('a pattern that would take back what is left out', async (t) => {
  const { to, root, boot, args } = newMachine(t);
  for (const pattern of ['!', '+ /etc/fstab', '+ *']) {
    const run = await rootClone([...args, '--exclude', pattern]);
    t.equal(run.status, 0, run.err);
    t.notOk(existsSync(join(to, 'tmp/left')), pattern);
    t.notOk(
      [root.uuid, boot.uuid].some((id) => textIn(to, 'etc/fstab').includes(id)),
      pattern,
    );
  }
});

t.test('titles', async (t) => {
  const { to, args } = newMachine(t);
  const title = () => /^title (.*)$/m.exec(textIn(to, 'boot/loader/entries/arch-1.conf'))?.[1];
  const cases: [prefix: string, title: string][] = [
    ['B: ', 'B: Arch 1'],
    ['', 'Arch 1'],
  ];
  for (const [prefix, wanted] of cases) {
    const run = await rootClone([...args, '--title-prefix', prefix]);
    t.equal(run.status, 0, run.err);
    t.equal(title(), wanted);
  }
});

t.test('titles of either disk', async (t) => {
  const { from, to, args } = newMachine(t);
  const entry = 'boot/loader/entries/arch-1.conf';
  const titles = () => [from, to].map((root) => /^title (.*)$/m.exec(textIn(root, entry))?.[1]);
  const call = [...args, '--title-prefix', '02 ', '--own-title-prefix', '01 '];
  const run = await rootClone(call);
  t.equal(run.status, 0, run.err);
  t.strictSame(titles(), ['01 Arch 1', '02 Arch 1']);
  const before = statSync(join(from, entry)).mtimeMs;
  const again = await rootClone(call);
  t.equal(again.status, 0, again.err);
  t.strictSame(titles(), ['01 Arch 1', '02 Arch 1']);
  t.equal(statSync(join(from, entry)).mtimeMs, before, 'what has its title is not written');
});

t.test('nothing is written through a symlink of the clone', async (t) => {
  const { place, from, to, args } = newMachine(t);
  const elsewhere = join(place, 'elsewhere');
  for (const name of ['etc/kernel', 'entries', 'loader'])
    mkdirSync(join(elsewhere, name), { recursive: true });
  for (const name of ['etc/fstab', 'etc/kernel/cmdline', 'entries/old.conf', 'loader/loader.conf'])
    writeFileSync(join(elsewhere, name), 'own');
  const before = wholeOf(elsewhere);
  const links: [path: string, to: string, status: number][] = [
    ['etc', 'etc', 0], // rsync puts the directory in its place
    ['boot/loader', 'loader', 0],
    ['etc/fstab', 'etc/fstab', 1],
    ['etc/cmdline.d', 'etc', 1],
    ['boot/loader/entries', 'entries', 1],
    ['boot/loader/loader.conf', 'loader/loader.conf', 1],
    ['tmp', 'etc', 1],
  ];
  for (const [path, target, status] of links) {
    sh('find "$1" "$1/boot" -xdev -mindepth 1 -delete 2>/dev/null || :', to);
    mkdirSync(join(to, path, '..'), { recursive: true });
    symlinkSync(join(elsewhere, target), join(to, path));
    const run = await rootClone(args);
    t.equal(run.status, status, `${path}: ${run.err}`);
    t.equal(wholeOf(elsewhere), before, path);
    t.equal(run.steps.at(-1)?.state === 'failed', status === 1);
  }
  t.ok(existsSync(join(from, 'etc/fstab')));
});

t.test('texts that are symlinks in the source', async (t) => {
  const { from, to, args } = newMachine(t);
  for (const path of [
    'etc/fstab',
    'etc/kernel/cmdline',
    'boot/loader/entries/link.conf',
    'boot/loader/loader.conf',
  ]) {
    rmSync(join(from, path), { force: true });
    symlinkSync('/etc/hostname', join(from, path));
    const before = [wholeOf(from), wholeOf(to)];
    const run = await rootClone(args);
    t.match(run, { status: 1, out: '' }, path);
    t.ok(run.err.includes(path), run.err);
    t.strictSame([wholeOf(from), wholeOf(to)], before);
    rmSync(join(from, path));
    writeFileSync(join(from, path), '');
  }
});

t.test('a machine id that is a symlink is nothing to a clone', async (t) => {
  const { from, to, args } = newMachine(t);
  symlinkSync('/var/lib/dbus/machine-id', join(from, 'etc/machine-id'));
  const run = await rootClone(args);
  t.equal(run.status, 0, run.err);
  t.equal(sh('readlink "$1"', join(to, 'etc/machine-id')), '/var/lib/dbus/machine-id');
});

t.test('a disk that is full: the report says where, and nothing can be booted', async (t) => {
  const { from, to, args } = newMachine(t, { newRoot: { mebibytes: 20 } });
  sh('head -c 19M /dev/urandom >"$1/home/large"', from);
  const run = await rootClone(args);
  t.equal(run.status, 1);
  t.match(run.steps.at(-1), { step: 'copy', target: to, state: 'failed' });
  t.ok(run.err.includes(to));
  t.notOk(run.steps.some(({ step }) => step === 'write'));
  t.notOk(existsSync(join(to, 'boot/loader/entries')));
  t.notOk(existsSync(join(to, 'usr/bin/prog')));
  rmSync(join(from, 'home/large'));
  t.equal(statesOf(await rootClone(args)), 'done same 0', 'and the next run does the rest');
});

t.test('without rsync, or when it is killed', async (t) => {
  const { place, from, to, args } = newMachine(t);
  const before = [wholeOf(from), wholeOf(to)];
  const program = sh('readlink -f "$(command -v rsync)"');
  const script = join(place, 'rsync');
  for (const text of ['exit 127', 'kill -KILL $$']) {
    writeFileSync(script, `#!/bin/sh\n${text}\n`);
    chmodSync(script, 0o755);
    sh('mount --bind "$1" "$2"', script, program);
    const run = await rootClone(args);
    sh('umount "$1"', program);
    t.match(run, { status: 1, out: '' }, text);
    t.match(run.err, /rsync/);
    t.strictSame([wholeOf(from), wholeOf(to)], before);
  }
  // What is mounted there cannot be run at all.
  chmodSync(script, 0o644);
  sh('mount --bind "$1" "$2"', script, program);
  const run = await rootClone(args);
  sh('umount "$1"', program);
  t.match(run, { status: 1, out: '' });
  t.match(run.err, /rsync/);
});

t.test('a volume that esp-mirror is writing is left alone until then', { skip: noFaults }, async (t) => {
  const { place, to, args } = newMachine(t);
  const staged = writeTree(join(place, 'staged'), {
    linux: kernel('6.6.2'),
    'loader/entries/a.conf': entry('a', '/linux'),
  });
  const slow = { calls: 'fsync', how: 'delay_exit=200000', when: 'always' } as const;
  const running = espMirrorWith(slow, ['--from', staged, '--to', join(to, 'boot')]);
  await until('it writes', () => leftoversOf(join(to, 'boot')).length > 0);
  const hasty = await rootClone([...args, '--wait', '0']);
  t.equal(hasty.status, 1, hasty.err);
  t.match(hasty.err, join(to, 'boot'), 'what is locked is named');
  t.ok(existsSync(join(to, 'usr/bin/prog')), 'the root is copied meanwhile');
  t.equal(brief(await running), 'mirrored 0', 'nobody came between');
  t.equal((await rootClone([...args, '--wait', '60'])).status, 0);
});

t.test('calls and maps that are wrong', async (t) => {
  const { from, to, args, map, mapFile } = newMachine(t);
  const before = [wholeOf(from), wholeOf(to)];
  const rest = ['--from', from, '--to', to];
  const cases: [what: string, args: readonly string[], input?: string][] = [
    ['no --to', ['--map', mapFile, '--from', from]],
    ['an empty --to', ['--map', mapFile, '--from', from, '--to', '']],
    ['a relative --to', ['--map', mapFile, '--from', from, '--to', 'to']],
    ['a remote --to', ['--map', mapFile, '--from', from, '--to', 'host:/to']],
    ['a --to with ..', ['--map', mapFile, '--from', from, '--to', `${to}/../to`]],
    ['an empty --from', ['--map', mapFile, '--from', '', '--to', to]],
    ['a relative --from', ['--map', mapFile, '--from', 'from', '--to', to]],
    ['--from without a directory', ['--map', mapFile, '--from', 'host:', '--to', to]],
    ['--from without a value', ['--map', mapFile, '--to', to, '--from']],
    ['no input', rest, ''],
    ['an empty map', rest, '#OLD NEW\n'],
    ['an empty map in a file', [...rest, '--map', '/dev/null']],
    ['a map that is not there', [...rest, '--map', join(to, 'missing')]],
    ['a line without a new id', rest, '#OLD NEW\nUUID=x\n'],
    ['an id that is empty', rest, `#OLD NEW\n${map}UUID= UUID=y\n`],
    ['two new ids for one', rest, `#OLD NEW\n${map}${map.replace(/(.) UUID=.*/, '$1 UUID=y')}`],
    ['half a record', rest, '{"schema":"twinroot.id-map/1","ids":[{"old"'],
    ['another record', rest, '{"schema":"twinroot.esp-set/1","members":[]}\n'],
    ['an operand', [...args, 'operand']],
    ['--add-peer that is relative', [...args, '--add-peer', 'peer']],
    ['an empty pattern', [...args, '--exclude', '']],
    ['--add-peer /', [...args, '--add-peer', '/']],
    ['a title of two lines', [...args, '--title-prefix', 'a\nb']],
    ['an own title of two lines', [...args, '--own-title-prefix', 'a\nb']],
    ['an own title with a template', [...args, '--template', '--own-title-prefix', 'a']],
    ['--wait that is no number', [...args, '--wait', 'x']],
  ];
  for (const [what, words, input] of cases) {
    const run = await rootClone(words, { input: input ?? '' });
    t.match(run, { status: 2, out: '' }, `${what}: ${run.err}`);
    t.not(run.err, '', what);
  }
  t.strictSame([wholeOf(from), wholeOf(to)], before);
});
