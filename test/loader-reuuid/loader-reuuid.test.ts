import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { textFormats } from '../../packages/lib-rewrite/src/text-format.ts';
import { binaries } from '../support/binaries.ts';
import { type Answer, call, callWithoutReader } from '../support/call.ts';
import { whyNoFaults } from '../support/fault.ts';

const binary = join(binaries, 'loader-reuuid');
const x = '0a1b2c3d-1111-2222-3333-444455556666';
const y = '9f9e9d9c-aaaa-bbbb-cccc-ddddeeeeffff';
const ids = ['--id', `${x} ${y}`];

const entry = `# an entry
title   A\xe9\r
linux   /EFI/Some-${x}/vmlinuz
options root=UUID=${x} rootflags=subvol=@,ssd
options	rd.luks.name=${x}=root "note=${x} b" rw`;
const rewritten = entry.replace(`root=UUID=${x}`, `root=UUID=${y}`).replace(`name=${x}`, `name=${y}`);

const bytes = (text: string) => Buffer.from(text, 'latin1');
const read = (path: string) => readFileSync(path, 'latin1');

const inPlace = (paths: readonly string[], ...more: string[]): Promise<Answer> =>
  call(binary, [...ids, ...more, '--in-place', ...paths]);

/** Output as bytes; call() has it as text. */
function filter(args: readonly string[], input: string): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(binary, args, {
    env: {},
    input: bytes(input),
    encoding: 'latin1',
  });
  return { status, out: stdout, err: stderr };
}

t.test('an entry, to the byte', async (t) => {
  const { status, out, err } = filter(ids, entry);
  t.equal(status, 0);
  t.equal(out, rewritten);
  t.match(err, /line 3.*linux/);
  t.match(err, /line 5.*note=/);
  t.equal(filter(ids, out).out, out, 'twice is once');
  const more = [...ids, '--title-prefix', 'Spare: ', '--rootflags', 'subvol=@ subvol=@b'];
  t.equal(
    filter(more, entry).out,
    rewritten.replace('title   A', 'title   Spare: A').replace('subvol=@,', 'subvol=@b,'),
  );
  t.equal(filter(more, filter(more, entry).out).out, filter(more, entry).out);
});

t.test('a command line', async (t) => {
  const line = `quiet root="UUID=${x}" rw`;
  t.equal(filter(['--cmdline', ...ids], line).out, line.replace(x, y));
  t.equal(filter(ids, line).out, line, 'is no entry');
  t.match(filter(['--cmdline', '--title-prefix', 'a'], line), { status: 2, out: '' });
});

const fedora = `root=UUID=${x} rd.luks.uuid=luks-${x}`;
/** Texts of other formats, by their paths below a root. */
const others: Readonly<Record<string, string>> = {
  'boot/limine.conf': `/Arch\n  protocol: linux\n  path: boot():/vmlinuz\n  cmdline: quiet root=UUID=${x}\n`,
  'boot/refind_linux.conf': `"Boot with standard options" "root=UUID=${x} rw"\n`,
  'boot/extlinux/extlinux.conf': `LABEL l0\n\tAPPEND ro root=UUID=${x}\n`,
  'boot/efi/EFI/ubuntu/grub.cfg': `search.fs_uuid ${x} root hd0,gpt2 \nset prefix=($root)'/boot/grub'\n`,
  'boot/grub2/grubenv': `# GRUB Environment Block\nkernelopts=${fedora}\n`.padEnd(1024, '#'),
  'etc/default/grub': `GRUB_CMDLINE_LINUX="${fedora}"\n`,
  'etc/crypttab': `luks-${x} UUID=${x} none discard\n`,
  'etc/kernel/cmdline': `${fedora}\n`,
  'etc/systemd/system/home.mount': `[Mount]\nWhat=/dev/disk/by-uuid/${x}\nWhere=/home\n`,
};

t.test('files of other formats, by their names', async (t) => {
  const root = t.testdir({});
  const paths = Object.keys(others).map((path) => join(root, path));
  for (const [path, text] of Object.entries(others)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { status, out, err } = await inPlace(paths, '--json', '--strict');
  t.match({ status, err }, { status: 0, err: '' });
  for (const [path, text] of Object.entries(others))
    t.equal(read(join(root, path)), text.replaceAll(x, y), path);
  const changes: { file: string; line: number }[] = JSON.parse(out).changes;
  t.strictSame([...new Set(changes.map(({ file }) => file))], paths);
  t.match(await inPlace(paths, '--json'), { status: 0, out: /"changes":\[\]/ }, 'twice is once');
});

t.test('a format that is said', async (t) => {
  for (const [format, path] of [
    ['grub', 'boot/efi/EFI/ubuntu/grub.cfg'],
    ['shell', 'etc/default/grub'],
    ['crypttab', 'etc/crypttab'],
  ] as const) {
    const text = others[path] ?? '';
    t.match(filter([...ids, '--format', format], text), { status: 0, out: text.replaceAll(x, y), err: '' });
    t.equal(filter(ids, text).out, text, 'as a boot entry it has no ids');
  }
  for (const args of [
    ['--format', 'nothing'],
    ['--format', 'grub', '--cmdline'],
    ['--format', 'grub', '--title-prefix', 'a'],
  ])
    t.match(filter([...ids, ...args], ''), { status: 2, out: '' }, args.join(' '));
  t.match(await inPlace([t.testdir({})], '--format', 'grub'), { status: 1 }, 'of a directory');
});

t.test('each format of the library can be said', async (t) => {
  for (const format of textFormats) {
    const { status, out } = filter([...ids, '--format', format], `a=UUID=${x}x\n`);
    t.match({ status, out }, { status: 0, out: `a=UUID=${x}x\n` }, format);
  }
});

t.test('old ids in comments are named when they are asked for', async (t) => {
  const text = `# root=UUID=${x}\nA=UUID=${x}\n`;
  t.equal(filter([...ids, '--format', 'shell'], text).err, '');
  t.match(filter([...ids, '--format', 'shell', '--verbose'], text).err, /line 1: .* a comment/);
});

t.test('of what disk-map wrote, one id is enough', async (t) => {
  const map = join(t.testdir({}), 'map');
  writeFileSync(
    map,
    `#OLD NEW\nUUID=${x} UUID=${y}\nPARTUUID=${x} PARTUUID=${y}\nUUID=6B7E-A837 UUID=6C48-1623\n`,
  );
  const strict = (text: string) => filter(['--strict', '--map', map], text);
  t.match(strict(`options root=UUID=${x}\n`), { status: 0, err: '' });
  const none = strict('options root=UUID=0\n');
  t.equal(none.status, 1);
  t.equal(none.err.trim().split('\n').length, 1, 'one line for all of them');
});

t.test('a new id that is a name of the kernel is named', async (t) => {
  const map = join(t.testdir({}), 'map');
  writeFileSync(map, '#OLD NEW\n/dev/sda2 /dev/sdb2\n/dev/sda3 /dev/sdb3\n');
  const { status, out, err } = filter(['--map', map], 'options root=/dev/sda2\n');
  t.match({ status, out }, { status: 0, out: 'options root=/dev/sdb2\n' });
  t.match(err, /sdb2.*--by-uuid/);
  t.notMatch(err, /sdb3/, 'what is not written is not');
  const meant = filter(['--id', '/dev/sda2 /dev/sdb2'], 'options root=/dev/sda2\n');
  t.match(meant, { status: 0, err: '' }, 'nor what somebody wrote into the map');
});

t.test('a root of another type', async (t) => {
  const text = 'options root=UUID=0 rootfstype=btrfs rootflags=subvol=@,noatime\n';
  t.equal(
    filter(['--rootfstype', 'ext4'], text).out,
    'options root=UUID=0 rootfstype=ext4 rootflags=noatime\n',
  );
  t.match(filter(['--rootfstype', 'a b'], text), { status: 2, out: '' });
  t.match(
    filter(['--rootfstype', 'ext4', '--rootflags', 'subvol=@ subvol=@b', '--strict'], text),
    { status: 0, out: 'options root=UUID=0 rootfstype=ext4 rootflags=subvol=@b,noatime\n', err: '' },
    'an option that has a new one was found',
  );
  t.equal(
    filter(['--rootfstype', 'ext4'], 'options ro rootflags=subvol=@ root=UUID=0\n').out,
    'options ro root=UUID=0\n',
    'without a value the argument goes: -o would take the device for one',
  );
});

t.test('what was not found', async (t) => {
  const args = ['--id', `UUID=${y} UUID=${x}`, '--rootflags', 'a b'];
  const { status, out, err } = filter(args, entry);
  t.match({ status, out }, { status: 0, out: entry });
  t.ok(err.includes(y) && err.includes('rootflags=a'), err);
  t.equal(filter([...args, '--strict'], entry).status, 1);
});

/** A directory with entries. */
function place(test: Pick<typeof t, 'testdir'>) {
  const root = test.testdir({});
  const entries = join(root, 'entries');
  mkdirSync(entries);
  for (const name of ['a.conf', 'b+3-0.CONF', '.c.conf', 'd.conf.bak', 'auto-e.conf'])
    writeFileSync(join(entries, name), bytes(entry));
  writeFileSync(join(entries, 'other.conf'), 'title other\n');
  return { root, entries, at: (name: string) => join(entries, name) };
}

t.test('files in their places', async (t) => {
  const { entries, at } = place(t);
  chmodSync(at('a.conf'), 0o640);
  const names = readdirSync(entries);
  const untouched = lstatSync(at('other.conf')).ino;

  const plan = await inPlace([entries], '--dry-run');
  t.equal(plan.status, 0, plan.err);
  t.equal(read(at('a.conf')), entry, 'a dry run changes nothing');

  const done = await inPlace([entries]);
  t.match(done, { status: 0, out: plan.out });
  for (const name of ['a.conf', 'b+3-0.CONF']) t.equal(read(at(name)), rewritten, name);
  for (const name of ['.c.conf', 'd.conf.bak', 'auto-e.conf'])
    t.equal(read(at(name)), entry, `${name} is no entry`);
  t.equal(statSync(at('a.conf')).mode & 0o7777, 0o640);
  t.equal(lstatSync(at('other.conf')).ino, untouched);
  t.strictSame(readdirSync(entries), names, 'nothing is left behind');

  const inode = lstatSync(at('a.conf')).ino;
  const again = await inPlace([entries], '--json');
  t.equal(again.status, 0);
  t.same(JSON.parse(again.out).changes, []);
  t.equal(lstatSync(at('a.conf')).ino, inode, 'what is right is not written');
});

t.test('the records say which file', async (t) => {
  const { at } = place(t);
  const { out } = await inPlace([at('a.conf'), at('d.conf.bak')], '--json');
  t.match(JSON.parse(out), {
    changes: [
      { file: at('a.conf'), line: 4, change: 'id', old: `UUID=${x}`, new: `UUID=${y}` },
      { file: at('a.conf'), line: 5, change: 'id', old: x, new: y },
      { file: at('d.conf.bak'), line: 4 },
      { file: at('d.conf.bak'), line: 5 },
    ],
  });
});

t.test('one file that cannot be rewritten keeps no other from it', async (t) => {
  const { root, at } = place(t);
  symlinkSync(at('d.conf.bak'), at('link.conf'));
  mkdirSync(join(root, 'empty'));
  const { status, err } = await inPlace([
    at('none.conf'),
    at('link.conf'),
    '/dev/null',
    join(root, 'empty'),
    at('a.conf'),
  ]);
  t.equal(status, 1);
  for (const name of ['none.conf', 'link.conf', '/dev/null', 'empty']) t.ok(err.includes(name), err);
  t.equal(read(at('a.conf')), rewritten);
  t.equal(read(at('d.conf.bak')), entry, 'a symlink is not followed');
  t.ok(lstatSync(at('link.conf')).isSymbolicLink());
});

t.test('a directory is no command line', async (t) => {
  const { entries, root } = place(t);
  t.match(await inPlace([entries], '--cmdline'), { status: 1 });
  const file = join(root, 'cmdline');
  writeFileSync(file, `root=UUID=${x}\n`);
  t.match(await inPlace([file], '--cmdline'), { status: 0 });
  t.equal(read(file), `root=UUID=${y}\n`);
});

t.test('a wrong call changes nothing', async (t) => {
  const { entries, at } = place(t);
  for (const args of [
    ['--id', 'a'],
    ['--id', `${x} ""`],
    ['--map', '/nonexistent'],
    ['--rootflags', 'a'],
    ['--title-prefix', 'a\n'],
  ]) {
    t.match(await call(binary, [...args, '--in-place', entries]), { status: 2, out: '' }, args.join(' '));
  }
  t.match(await call(binary, ['--in-place']), { status: 2, out: '' });
  t.equal(read(at('a.conf')), entry);
});

t.test(
  'a directory that cannot be written',
  { skip: process.getuid?.() === 0 ? false : 'needs root' },
  async (t) => {
    const { entries, at } = place(t);
    const script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"';
    const { status, err } = await call('/usr/bin/unshare', [
      '-m',
      'sh',
      '-c',
      script,
      'sh',
      entries,
      binary,
      ...ids,
      '--in-place',
      entries,
    ]);
    t.equal(status, 1);
    t.match(err, /read-only/);
    t.equal(read(at('a.conf')), entry);
  },
);

t.test('a disk that is full', { skip: process.getuid?.() === 0 ? false : 'needs root' }, async (t) => {
  const { root, entries } = place(t);
  writeFileSync(join(root, 'entry'), bytes(entry));
  const script = `cd "$0" && mount -t tmpfs -o size=64k tmpfs entries && cp entry entries/a.conf || exit 99
    cat /dev/zero >entries/full 2>/dev/null
    "$@"; status=$?; ls -A entries; cp entries/a.conf after; exit $status`;
  const args = ['-m', 'sh', '-c', script, root, binary, '-q', ...ids, '--in-place', entries];
  const { status, out, err } = await call('/usr/bin/unshare', args);
  t.equal(status, 1, err);
  t.match(err, /ENOSPC/);
  t.match(out, /^a\.conf\nfull\n$/m, 'nothing is left behind');
  t.equal(read(join(root, 'after')), entry);
});

t.test(
  'who has the file system locked, as esp-mirror does, is waited for',
  { skip: process.getuid?.() === 0 ? false : 'needs root' },
  async (t) => {
    const { root } = place(t);
    writeFileSync(join(root, 'entry'), bytes(entry));
    const script = `cd "$0" && mount -t tmpfs -o mode=700 tmpfs entries && mkdir -p entries/loader || exit 99
      cp entry entries/loader/a.conf; exec 9<entries; flock 9
      "$@" 9<&- & until grep -q -e "-> FLOCK .*:$(stat -c %i entries) " /proc/locks; do sleep 0.05; done
      cp entries/loader/a.conf before; exec 9<&-; wait $!; status=$?; cp entries/loader/a.conf after; exit $status`;
    const args = ['-m', 'sh', '-c', script, root, binary, '-q', ...ids, '--in-place', 'entries/loader'];
    const { status, err } = await call('/usr/bin/unshare', args);
    t.equal(status, 0, err);
    t.equal(read(join(root, 'before')), entry);
    t.equal(read(join(root, 'after')), rewritten);
  },
);

const noFaults = whyNoFaults() ?? false;
t.test('cut off at any system call, a file is the old one or the new one', { skip: noFaults }, async (t) => {
  const calls = ['openat', 'write,pwrite64', 'fsync', 'rename', 'unlink', 'close'];
  let cut = 0;
  for (const names of calls) {
    for (let when = 1; when <= 40; when += names === 'openat' || names === 'close' ? 7 : 1) {
      const { entries, at } = place(t);
      const how = `inject=${names}:signal=KILL:when=${when}`;
      const files = ['-P', entries, '-P', at('a.conf'), '-P', at('TWIN0000.TMP')];
      const answer = await call(
        '/usr/bin/strace',
        [
          '-f',
          '-qq',
          '-o',
          '/dev/null',
          '-e',
          `trace=${names}`,
          '-e',
          how,
          ...files,
          binary,
          ...ids,
          '--in-place',
          at('a.conf'),
        ],
        { env: { UV_THREADPOOL_SIZE: '1' } },
      );
      t.ok([entry, rewritten].includes(read(at('a.conf'))), `${names} ${when}`);
      if (answer.status === 0) break;
      cut += 1;
      t.match(await inPlace([entries]), { status: 0 });
      t.equal(read(at('a.conf')), rewritten, 'the next run does it');
      t.notOk(readdirSync(entries).includes('TWIN0000.TMP'), 'and takes away what was left');
    }
  }
  t.ok(cut > 5, `${cut} runs were cut`);
});

/** What systemd reads of the entries below a directory. */
function bootctlEntries(esp: string): readonly Record<string, string>[] {
  const out = execFileSync('bootctl', ['list', '--json=short'], {
    env: { PATH: process.env['PATH'], LC_ALL: 'C', SYSTEMD_ESP_PATH: esp, SYSTEMD_RELAX_ESP_CHECKS: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const objects = out.trim().replaceAll(/\}\s*\{/g, '},{');
  return JSON.parse(objects.startsWith('[') ? objects : `[${objects}]`);
}

const noBootctl = spawnSync('bootctl', ['--version']).error ? 'bootctl is not installed' : false;
t.test('systemd reads the same entries with other ids', { skip: noBootctl }, async (t) => {
  const esp = t.testdir({ loader: { entries: {} }, linux: 'linux' });
  const path = join(esp, 'loader/entries/a.conf');
  const word = fc.constantFrom(
    `root=UUID=${x}`,
    `"root=UUID=${x}"`,
    `rd.luks.uuid=${x}`,
    'rw',
    'a="b c"',
    'root=/dev/sda1',
    `x=0${x}`,
  );
  const options = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => `options ${words.join(' ')}`);
  const line = fc.oneof(
    options,
    fc.constantFrom('# a', '', 'version 1', 'sort-key b', 'machine-id 0123456789abcdef0123456789abcdef'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.constantFrom('\n', '\r\n'), async (lines, end) => {
      const text = ['title T', 'linux /linux', ...lines].join(end);
      writeFileSync(path, text);
      const before = bootctlEntries(esp);
      t.equal(before.length, 1);
      writeFileSync(path, bytes(filter(ids, text).out));
      const expected = before.map((each) => ({
        ...each,
        ...(each['options'] === undefined
          ? {}
          : { options: each['options'].replaceAll(new RegExp(`(?<!0)${x}`, 'g'), y) }),
      }));
      t.strictSame(bootctlEntries(esp), expected);
    }),
    { numRuns: 25, seed: 12 },
  );
});

t.test('input of any length takes bounded memory', async (t) => {
  const child = spawn(binary, ['-q', ...ids], { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
  const closed = once(child, 'close');
  let length = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    length += chunk.length;
  });
  const chunk = Buffer.from(`options ${'a="b c" '.repeat(100)}\n`.repeat(1300));
  let peak = '';
  for (let round = 0; round < 48; round += 1) {
    if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
    peak = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak;
  }
  child.stdin.end();
  t.equal((await closed)[0], 0);
  t.equal(length, 48 * chunk.length);
  t.ok(Number(peak) > 0 && Number(peak) < 250_000, `${peak} kB`);
});

t.test('a reader that went away is 141', async (t) => {
  const fifo = join(t.testdir({}), 'fifo');
  t.match(await callWithoutReader(binary, [], { fifo, input: entry.repeat(1000) }), { status: 141, err: '' });
});
