import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { binaries } from '../support/binaries.ts';
import { type Answer, call, callWithoutReader } from '../support/call.ts';

const binary = join(binaries, 'fstab-rewrite');
const root = 'UUID=5d1b7a60-2f0e-4b56-9c3d-8e7f6a5b4c3d';
const spare = 'UUID=c3b2a190-8f7e-4d6c-8b5a-493827160504';

const fstab = `# made by hand
${root} /      ext4 rw,relatime 0 1   # ${root}
PARTUUID="04012e69-01"\t/boot/efi\tvfat\tumask=0077 0 2\r
LABEL=My\\040Disk /home btrfs subvol=@home 0 0
/dev/sda2 none swap sw 0 0
/srv/a /srv/b none bind`;

const run = (args: readonly string[], input = fstab): Promise<Answer> => call(binary, args, { input });

t.test('of what disk-map wrote, one id is enough', async (t) => {
  const map = join(t.testdir({}), 'map');
  writeFileSync(map, `#OLD NEW\n${root} ${spare}\nPARTUUID=04012e69-02 PARTUUID=04012e69-03\n`);
  const strict = (input: string) => call(binary, ['--strict', '--map', map], { input });
  t.match(await strict(`${root} / ext4\n`), { status: 0, out: `${spare} / ext4\n`, err: '' });
  const none = await strict('UUID=0 / ext4\n');
  t.equal(none.status, 1);
  t.equal(none.err.trim().split('\n').length, 1, 'one line for all of them');
});

t.test('a new id that is a name of the kernel is named', async (t) => {
  const map = join(t.testdir({}), 'map');
  writeFileSync(map, '#OLD NEW\n/dev/sda2 /dev/sdb2\n/dev/sda3 /dev/sdb3\n');
  const { status, out, err } = await call(binary, ['--map', map], { input: '/dev/sda2 none swap\n' });
  t.match({ status, out }, { status: 0, out: '/dev/sdb2 none swap\n' });
  t.match(err, /sdb2.*--by-uuid/);
  t.notMatch(err, /\/dev\/sdb3/, 'what is not written is not');
  const meant = await call(binary, ['--id', '/dev/sda2 /dev/sdb2'], { input: '/dev/sda2 none swap\n' });
  t.match(meant, { status: 0, err: '' }, 'nor what somebody wrote into the map');
});

t.test('another type of file system', async (t) => {
  const args = ['--fs-type', '/ ext4'];
  const input = 'UUID=0 / btrfs subvol=@,noatime 0 0\nUUID=0 /home btrfs subvol=@home 0 0\n';
  const { out } = await call(binary, args, { input });
  t.equal(out, 'UUID=0 / ext4 noatime 0 0\nUUID=0 /home btrfs subvol=@home 0 0\n');
  t.equal((await call(binary, args, { input: out })).out, out, 'twice is once');
  t.match(await call(binary, ['--fs-type', '/'], { input }), { status: 2, out: '' });
});

t.test('ids, options, mount points at once', async (t) => {
  const map = join(t.testdir({ ids: `# OLD NEW\n${root} ${spare}\nLABEL=My\\040Disk LABEL=Spare\n` }), 'ids');
  const args = [
    '--map',
    map,
    '--id',
    '/dev/sda2 /dev/sdb2',
    '--under',
    '/mnt/new root',
    '--add-option',
    '/home nofail',
  ];
  const { status, out, err } = await run(args);
  t.equal(status, 0, err);
  t.equal(
    out,
    `# made by hand
${spare} /mnt/new\\040root      ext4 rw,relatime 0 1   # ${root}
PARTUUID="04012e69-01"\t/mnt/new\\040root/boot/efi\tvfat\tumask=0077 0 2\r
LABEL=Spare /mnt/new\\040root/home btrfs subvol=@home,nofail 0 0
/dev/sdb2 none swap sw 0 0
/srv/a /mnt/new\\040root/srv/b none bind`,
  );
  t.match(err, /line 2.*comment/, 'an old id in a comment behind an entry is named');
  t.equal((await run(args, out)).out, out, 'twice is once');
});

t.test('the records of a dry run', async (t) => {
  const { status, out, err } = await run([
    '--json',
    '--id',
    'PARTUUID=04012e69-01 PARTUUID=b',
    '--drop',
    '/home',
  ]);
  t.equal(status, 0, err);
  t.match(JSON.parse(out), {
    schema: 'twinroot.rewrite/1',
    changes: [
      { file: null, line: 3, change: 'id', old: 'PARTUUID="04012e69-01"', new: 'PARTUUID="b"' },
      { line: 4, change: 'drop', new: null },
    ],
  });
  t.match((await run(['-n', '--id', `${root} ${spare}`])).out, /^#FILE.*\n- +2 +id /);
});

t.test('what was not found', async (t) => {
  const missing = ['--id', 'UUID=aaaa-bbbb UUID=cccc-dddd', '--add-option', '/opt ro'];
  const { status, out, err } = await run(missing);
  t.match({ status, out }, { status: 0, out: fstab });
  t.match(err, /aaaa-bbbb/i);
  t.match(err, /\/opt/);
  t.match(await run([...missing, '--strict']), { status: 1, out: fstab });
  t.match(await run(['--strict', '--id', `${root} ${spare}`]), { status: 0 });
});

t.test('a wrong call writes nothing', async (t) => {
  const directory = t.testdir({ bad: 'UUID=a UUID=b\nUUID=c\n', two: 'a b\na c\n' });
  const cases: [args: string[], names: string][] = [
    [['--id', 'UUID=a'], 'UUID=a'],
    [['--id', 'UUID=a UUID='], 'UUID=a'],
    [['--id', 'UUID=a ""'], 'UUID=a'],
    [['--id', 'UUDI=a UUID=b'], 'UUDI=a'],
    [['--id', 'a b', '--id', 'a c'], 'a has two'],
    [['--map', join(directory, 'bad')], 'line 2'],
    [['--map', join(directory, 'two')], 'a has two'],
    [['--map', join(directory, 'none')], 'none'],
    [['--map', directory], directory],
    [['--under', 'mnt'], 'mnt'],
    [['--add-peer', '/'], '--add-peer'],
    [['--add-option', '/home'], '/home'],
    [['--set', 'A'], '--set'],
    [['--set', 'A x', '--set', 'A y'], '--set'],
    [['--set', 'A b.A'], '--set'],
    [['extra'], 'extra'],
  ];
  for (const [args, names] of cases) {
    const { status, out, err } = await run(args);
    t.match({ status, out }, { status: 2, out: '' }, args.join(' '));
    t.ok(err.includes(names), err);
    t.equal(err.split('\n').length, 2, 'one line');
  }
});

t.test('the fstabs of two disks', async (t) => {
  const there = [
    '--id',
    `${root} ${spare}`,
    '--id',
    'PARTUUID=04012e69-01 PARTUUID=0badcafe-01',
    '--add-peer',
    '/mnt/other',
  ];
  const back = [
    '--id',
    `${spare} ${root}`,
    '--id',
    'PARTUUID=0badcafe-01 PARTUUID=04012e69-01',
    '--add-peer',
    '/mnt/other',
  ];
  const second = await run(there);
  t.equal(second.status, 0);
  const first = await run(back, second.out);
  t.equal((await run(there, first.out)).out, second.out, 'each is made of the other');
  t.ok(
    second.out.endsWith(
      `\n${root} /mnt/other      ext4 rw,relatime,nofail 0 2\n` +
        'PARTUUID="04012e69-01"\t/mnt/other/boot/efi\tvfat\tumask=0077,nofail 0 2',
    ),
  );
});

/** What libmount reads of an fstab; lines that it does not take for entries are passed over. */
function libmountRows(path: string): readonly Record<string, string>[] {
  const columns = 'SOURCE,TARGET,FSTYPE,OPTIONS,FREQ,PASSNO';
  const { stdout } = spawnSync(
    'findmnt',
    ['--fstab', '--tab-file', path, '--list', '--json', '--output', columns],
    {
      encoding: 'latin1',
    },
  );
  return stdout.trim() === '' ? [] : JSON.parse(stdout).filesystems;
}

const libmount = spawnSync('findmnt', ['--version']).error ? 'findmnt is not installed' : false;
t.test('libmount reads the same rows with other ids', { skip: libmount }, async (t) => {
  const sources = [
    root,
    'UUID=6b7e-a837',
    'PARTUUID="04012e69-01"',
    '/dev/sda1',
    '/dev/sda10',
    'LABEL=a\\040b',
    'tmpfs',
  ];
  const pairs = new Map([
    [root, spare],
    ['PARTUUID=04012e69-01', 'PARTUUID=0badcafe-01'],
    ['/dev/sda1', '/dev/sdb1'],
    ['LABEL=a b', 'LABEL=c d'],
  ]);
  const args = [...pairs].flatMap(([old, fresh]) => [
    '--id',
    `${old.replace(' ', '\\040')} ${fresh.replace(' ', '\\040')}`,
  ]);
  const word = fc.constantFrom(...sources, '/', '/a', '/b\\040c', 'ext4', 'rw', '0', '1', '#', 'none', ',');
  const row = fc
    .tuple(
      fc.constantFrom(...sources),
      fc.constantFrom('/', '/a', '/a/b', 'none'),
      fc.array(word, { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n', '\n\n#\n'),
    )
    .map(([source, target, words, end]) => [source, target, ...words].join(' ') + end);
  const path = join(t.testdir({}), 'fstab');
  const bare = (text: string) => text.replaceAll('"', '');
  await fc.assert(
    fc.asyncProperty(fc.array(row), async (rows) => {
      writeFileSync(path, rows.join(''));
      const before = libmountRows(path);
      writeFileSync(path, (await run(args, rows.join(''))).out);
      const after = libmountRows(path);
      const expected = before.map((each) => ({
        ...each,
        source: pairs.get(bare(each['source'] ?? '')) ?? bare(each['source'] ?? ''),
      }));
      t.strictSame(
        after.map((each) => ({ ...each, source: bare(each['source'] ?? '') })),
        expected,
      );
    }),
    { numRuns: 25, seed: 11 },
  );
});

t.test('input of any length takes bounded memory', async (t) => {
  for (const part of ['UUID=a /b ext4 rw 0 0\n', '\0x'.repeat(50)]) {
    const child = spawn(binary, ['-q', '--id', `${root} ${spare}`], {
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const closed = once(child, 'close');
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const chunk = Buffer.from(part.repeat(Math.ceil(2 ** 20 / part.length)));
    let peak = '';
    for (let round = 0; round < 64; round += 1) {
      if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
      peak = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak;
    }
    child.stdin.end();
    const [status] = await closed;
    t.equal(status, 0);
    t.equal(bytes, 64 * chunk.length, 'all of it comes out');
    t.ok(Number(peak) > 0 && Number(peak) < 250_000, `${peak} kB`);
  }
});

t.test('a reader that went away is 141', async (t) => {
  const fifo = join(t.testdir({}), 'fifo');
  const answer = await callWithoutReader(binary, [], { fifo, input: fstab.repeat(1000) });
  t.match(answer, { status: 141, err: '' });
});

t.test('a full disk is 1', async (t) => {
  const { status, err } = await call('/bin/sh', ['-c', `exec "$0" >/dev/full`, binary], { input: fstab });
  t.equal(status, 1);
  t.match(err, /ENOSPC/);
});

t.test('--in-place: a file is rewritten where it is, once, and keeps its mode', async (t) => {
  const directory = t.testdir({ fstab, real: fstab, link: t.fixture('symlink', 'real') });
  const path = join(directory, 'fstab');
  chmodSync(path, 0o640);
  const inPlace = (...more: readonly string[]) => run(['--id', `${root} ${spare}`, ...more], '');
  const before = statSync(path, { bigint: true });
  const plan = await inPlace('--json', '--dry-run', '--in-place', path);
  t.match(plan, { status: 0 });
  t.equal(readFileSync(path, 'utf8'), fstab, 'a dry run writes nothing');
  const first = await inPlace('--json', '--in-place', path);
  t.equal(first.out, plan.out, 'and tells the same');
  t.match(JSON.parse(first.out).changes, [{ file: path, line: 2, change: 'id', old: root, new: spare }]);
  t.equal(readFileSync(path, 'utf8'), (await run(['--id', `${root} ${spare}`])).out, 'as by the filter');
  const after = statSync(path, { bigint: true });
  t.equal(after.mode, before.mode);
  t.match(await inPlace('--in-place', path), { status: 0 });
  t.equal(statSync(path, { bigint: true }).ino, after.ino, 'what is equal is not written');
  t.same(readdirSync(directory).sort(), ['fstab', 'link', 'real'], 'nothing is left beside it');
  t.match(await inPlace('--strict', '--in-place', path), { status: 1 });

  for (const name of ['link', 'none', '.'])
    t.match(await inPlace('--in-place', join(directory, name)), { status: 1, out: '' }, name);
  t.equal(readFileSync(join(directory, 'real'), 'utf8'), fstab);
  t.match(await inPlace('--in-place'), { status: 2, out: '' });
});
