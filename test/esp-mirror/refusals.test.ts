import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import {
  type BootTree,
  contentOf,
  entry,
  kernel,
  madeAt,
  removeFrom,
  snapshotOf,
  sourceAndMirror,
  writeTree,
} from '../fixtures/boot-tree.ts';
import { call, callOnTerminal, quote } from '../support/call.ts';
import { brief, espMirror, espMirrorBinary, mirror } from '../support/esp-mirror-call.ts';

// What bad input gets: a line that names it, the status, and nothing written.

const system = (release: string, mark = release): BootTree => ({
  [`tok/${release}/linux`]: kernel(release, mark),
  [`tok/${release}/initrd`]: `initrd of ${mark}`,
  [`loader/entries/tok-${release}.conf`]: entry(release, `/tok/${release}/linux`, `/tok/${release}/initrd`),
});

t.test('records that are none', async (t) => {
  const header = '#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\n';
  const booted = 'booted esp mounted 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6 /dev/sda1 - /efi0\n';
  const one = 'mirror esp mounted 7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b /dev/sdb1 - /efi1\n';
  const cases: readonly (readonly [name: string, input: string, named: string])[] = [
    ['nothing', '', 'standard input'],
    ['no table', 'no table\n', ''],
    ['a header alone', header, ''],
    ['JSON cut off', '{"schema":"twinroot.esp-set/1","members":[', ''],
    ['JSON of another schema', '{"schema":"twinroot.bind-plan/1","operations":[]}\n', 'twinroot.bind-plan/1'],
    ['an unknown ROLE', `${header}${booted}chief${one.slice(6)}`, 'chief'],
    ['an unknown STATE', `${header}${booted.replace('mounted', 'absent')}`, 'absent'],
    ['a PARTUUID that is none', `${header}${booted.replace('0e3a', '0E3A')}`, '0E3A'],
    ['no booted member', header + one, ''],
    ['two booted members', header + booted + one.replace('mirror', 'booted'), ''],
    ['a member twice', header + booted + one + one, ''],
  ];
  for (const [name, input, named] of cases) {
    await t.test(name, async (t) => {
      const root = t.testdir({});
      const run = await espMirror(['--sysroot', root], { input });
      t.equal(run.status, 2, run.err);
      t.equal(run.out, '');
      t.ok(run.err.includes(named), run.err);
      t.strictSame(contentOf(root), {}, 'not even a lock');
    });
  }
  const terminal = await callOnTerminal(quote(espMirrorBinary));
  t.equal(terminal.status, 2, 'a terminal');
  t.ok(terminal.out.includes('esp-which | esp-mirror'), terminal.out);
});

t.test('a wrong call', async (t) => {
  const dir = t.testdir({ from: { below: {} }, to: {}, file: '' });
  const [from, to, below, file] = ['from', 'to', 'from/below', 'file'].map((path) => join(dir, path));
  if (!from || !to || !below || !file) throw new Error('four paths are due');
  writeTree(from, system('6.1.1'));
  symlinkSync('from', join(dir, 'link'));
  const before = snapshotOf(dir);
  const cases: readonly (readonly [name: string, args: readonly string[], named: string])[] = [
    ['--to alone', ['--to', to], '--from'],
    ['--from alone', ['--from', from], '--to'],
    ['the same', ['--from', from, '--to', from], from],
    ['the same through a link', ['--from', from, '--to', join(dir, 'link')], from],
    ['the same with a slash', ['--from', from, '--to', `${from}/`], from],
    ['the mirror in the source', ['--from', from, '--to', below], below],
    ['the source in the mirror', ['--from', below, '--to', from], below],
    ['two mirrors that are the same', ['--from', from, '--to', to, to], to],
    ['a mirror in a mirror', ['--from', to, '--to', from, below], below],
    ['a source that is not there', ['--from', join(dir, 'gone'), '--to', to], join(dir, 'gone')],
    ['a mirror that is not there', ['--from', from, '--to', join(dir, 'gone')], join(dir, 'gone')],
    ['a mirror that is a file', ['--from', from, '--to', file], file],
    ['a mirror below a file', ['--from', from, '--to', join(file, 'x')], file],
    ['an unknown scope', ['--scope', 'some', '--from', from, '--to', to], 'some'],
    ['an operand', ['--from', from, '--to', to, '--', 'x'], 'x'],
  ];
  for (const [name, args, named] of cases) {
    const run = await espMirror(args);
    t.equal(run.status, 2, `${name}: ${run.err}`);
    t.equal(run.out, '', name);
    t.ok(run.err.includes(named), `${name}: ${run.err}`);
  }
  t.strictSame(snapshotOf(dir), before);
});

t.test('a source on which nothing would boot is refused; --force', async (t) => {
  const cases: readonly (readonly [name: string, spoil: (root: string) => void])[] = [
    ['an empty one', (root) => removeFrom(root, 'tok', 'loader')],
    ['the kernel is missing', (root) => removeFrom(root, 'tok/6.1.1/linux')],
    ['the kernel is empty', (root) => truncateSync(join(root, 'tok/6.1.1/linux'), 0)],
    ['the kernel is no program', (root) => writeFileSync(join(root, 'tok/6.1.1/linux'), 'zeros')],
    ['the initrd is empty', (root) => truncateSync(join(root, 'tok/6.1.1/initrd'), 0)],
    ['the entry is empty', (root) => truncateSync(join(root, 'loader/entries/tok-6.1.1.conf'), 0)],
  ];
  for (const [name, spoil] of cases) {
    await t.test(name, async (t) => {
      const { from, to } = sourceAndMirror(t);
      writeTree(from, system('6.1.1', 'new'));
      writeTree(to, system('6.1.1', 'old'));
      spoil(from);
      const before = snapshotOf(to);
      const run = await mirror(from, to);
      t.equal(brief(run), 'refused 1', run.err);
      t.strictSame(snapshotOf(to), before);
      // Even then what is damaged never takes the place of what is whole.
      const forced = await mirror(from, to, '--force');
      t.not(forced.outcomes[0]?.state, 'refused');
      t.strictSame(contentOf(to)['tok/6.1.1/linux'] !== undefined, true);
      for (const path of Object.keys(system('6.1.1'))) t.equal(snapshotOf(to)[path], before[path], path);
    });
  }
});

t.test('an entry that is damaged on the source', async (t) => {
  await t.test('is kept where the mirror has it whole: status 1', async (t) => {
    const { from, to } = sourceAndMirror(t);
    writeTree(from, { ...system('6.1.1'), ...system('6.1.2') });
    cpSync(from, to, { recursive: true, preserveTimestamps: true });
    removeFrom(from, 'tok/6.1.2/initrd');
    writeTree(from, { ...system('6.1.3'), 'tok/6.1.2/linux': kernel('6.1.2', 'other') });
    const kept = Object.keys(system('6.1.2'));
    const before = snapshotOf(to);
    const run = await mirror(from, to);
    t.equal(brief(run), 'mirrored 1', run.err);
    t.ok(run.outcomes[0]?.why?.includes('loader/entries/tok-6.1.2.conf'), 'the entry is named');
    t.ok(run.outcomes[0]?.why?.includes('tok/6.1.2/initrd'), 'and what it lacks');
    for (const path of kept) t.equal(snapshotOf(to)[path], before[path], `${path} stays`);
    t.ok('tok/6.1.3/linux' in contentOf(to), 'all else is mirrored');
    t.equal(brief(await mirror(from, to)), 'held 1', 'and it is heard of again');
  });
  await t.test('is not copied where the mirror has it not: a warning', async (t) => {
    const { from, to } = sourceAndMirror(t);
    writeTree(from, { ...system('6.1.1'), ...system('6.1.2') });
    removeFrom(from, 'tok/6.1.2/initrd');
    const run = await mirror(from, to);
    t.equal(brief(run), 'mirrored 0', run.err);
    t.ok(run.err.includes('tok-6.1.2.conf'));
    t.notOk('loader/entries/tok-6.1.2.conf' in contentOf(to));
  });
  await t.test('and names a path that leads out of the partition', async (t) => {
    const { from, to } = sourceAndMirror(t);
    writeTree(from, { ...system('6.1.1'), 'loader/entries/x.conf': entry('X', '/../linux') });
    const run = await mirror(from, to);
    t.equal(brief(run), 'mirrored 0');
    t.ok(run.err.includes('x.conf'), run.err);
    t.notOk('loader/entries/x.conf' in contentOf(to));
  });
});

t.test('what has no place in a boot tree is refused by name, and never followed', async (t) => {
  const isRoot = process.getuid?.() === 0;
  const make: readonly (readonly [kind: string, make: (path: string) => unknown, rootOnly?: true])[] = [
    ['symlink to a file', (path) => symlinkSync('/etc/passwd', path)],
    ['symlink to a directory', (path) => symlinkSync('/etc', path)],
    ['dangling symlink', (path) => symlinkSync('nowhere', path)],
    ['fifo', (path) => execFileSync('mkfifo', [path])],
    [
      'socket',
      (path) =>
        new Promise<void>((resolve) => {
          // Relative, because the path of a socket is at most 108 bytes long.
          const server = createServer().unref();
          process.chdir(join(path, '..'));
          server.listen(path.slice(path.lastIndexOf('/') + 1), resolve);
          t.teardown(() => server.close());
        }),
    ],
    ['device', (path) => execFileSync('mknod', [path, 'c', '1', '3']), true],
  ];
  for (const [kind, makeAt, rootOnly] of make) {
    for (const side of ['from', 'to'] as const) {
      const skip = rootOnly && !isRoot ? 'a device node needs root' : false;
      await t.test(
        `a ${kind} ${side === 'from' ? 'in the source' : 'on the mirror'}`,
        { skip },
        async (t) => {
          const place = sourceAndMirror(t);
          writeTree(place.from, system('6.1.1'));
          mkdirSync(join(place[side], 'sub'));
          await makeAt(join(place[side], 'sub/odd'));
          const before = snapshotOf(place.to);
          const run = await mirror(place.from, place.to);
          t.equal(brief(run), 'refused 1', run.err);
          t.ok(run.outcomes[0]?.why?.includes('sub/odd'), 'it is named');
          t.strictSame(snapshotOf(place.to), before);
          const without = await mirror(place.from, place.to, '--exclude', '/sub/odd');
          t.equal(brief(without), 'mirrored 0', `unless it is left out: ${without.err}`);
          t.equal('sub/odd' in contentOf(place.to), side === 'to');
        },
      );
    }
  }
});

t.test('names and sizes that FAT cannot hold are refused by name', async (t) => {
  const cases: readonly (readonly [name: string, tree: BootTree, named: readonly string[]])[] = [
    ['a colon', { 'a:b': '1' }, ['a:b']],
    ['a dot at the end', { 'a.': '1' }, ['a.']],
    ['names that differ in case only', { 'sub/a': '1', 'sub/A': '2' }, ['sub/a', 'sub/A']],
    ['directories that differ in case only', { 'sub/a': '1', 'SUB/b': '2' }, ['sub', 'SUB']],
  ];
  for (const [name, tree, named] of cases) {
    await t.test(name, async (t) => {
      const { from, to } = sourceAndMirror(t);
      writeTree(from, { ...system('6.1.1'), ...tree });
      const run = await mirror(from, to);
      t.equal(brief(run), 'refused 1');
      for (const path of named) t.ok(run.outcomes[0]?.why?.includes(path), path);
      t.strictSame(contentOf(to), {});
    });
  }
  await t.test('4 GiB', async (t) => {
    const { from, to } = sourceAndMirror(t);
    writeTree(from, { ...system('6.1.1'), large: '' });
    truncateSync(join(from, 'large'), 2 ** 32);
    const run = await mirror(from, to);
    t.equal(brief(run), 'refused 1');
    t.ok(run.outcomes[0]?.why?.includes('large'));
    t.strictSame(contentOf(to), {});
    truncateSync(join(from, 'large'), 2 ** 32 - 1);
    const plan = await mirror(from, to, '--dry-run');
    const isPlanned = plan.operations.some(({ path, bytes }) => path === 'large' && bytes === 2 ** 32 - 1);
    t.ok(
      isPlanned || plan.err.includes('more bytes'),
      `one byte less is planned, where there is room: ${plan.err}`,
    );
  });
  await t.test('a file here and a directory there', async (t) => {
    const { from, to } = sourceAndMirror(t);
    writeTree(from, { ...system('6.1.1'), 'sub/odd': '1' });
    writeTree(to, { 'sub/odd/file': '2' });
    const before = snapshotOf(to);
    const run = await mirror(from, to);
    t.equal(brief(run), 'refused 1');
    t.ok(run.outcomes[0]?.why?.includes('sub/odd'));
    t.strictSame(snapshotOf(to), before);
  });
});

t.test('a set without mirrors is nothing to do', async (t) => {
  const root = t.testdir({});
  const input =
    '#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\nbooted esp mounted 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6 /dev/sda1 - /efi0\n';
  const run = await espMirror(['--sysroot', root], { input });
  t.match(run, { status: 0, outcomes: [] }, run.err);
  t.strictSame(contentOf(root), {});
});

const noTime = existsSync('/usr/bin/time') ? false : 'needs time(1)';
t.test('a large sparse file is copied in little memory', { skip: noTime }, async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...system('6.1.1'), 'large.img': '' });
  truncateSync(join(from, 'large.img'), 200 * 1024 * 1024);
  execFileSync('touch', ['--date', `@${madeAt}`, join(from, 'large.img')]);
  // Its peak in kB, as the kernel counts it, is the last line on stderr.
  const command = ['time', '-f', '%M', espMirrorBinary, '--json', '--from', from, '--to', to];
  const time = await call('/usr/bin/env', command, { env: { PATH: '/usr/bin:/bin' } });
  t.equal(time.status, 0, time.err);
  const peak = Number(time.err.trim().split('\n').at(-1));
  t.ok(peak > 0 && peak < 120 * 1024, `${peak} kB`);
  t.strictSame(contentOf(to), contentOf(from));
});
