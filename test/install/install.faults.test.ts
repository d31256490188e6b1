// What goes wrong around install-files and uninstall-files: disks that are full, damaged records, others at work, links.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { linesOf, writeRecord } from '../fixtures/install-record.ts';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { install, pathsBelow, uninstall } from '../support/install-call.ts';
import { needs } from '../support/needs.ts';

const record = '/usr/lib/twinroot/installed';
const env = { PATH: '/usr/bin:/bin' };

/** Puts a file there, as an earlier version would have it, and gives its line in the record. */
async function putOlder(destdir: string, path: string): Promise<string> {
  mkdirSync(join(destdir, path, '..'), { recursive: true });
  writeFileSync(join(destdir, path), `${path}\n`);
  const { out } = await call('/usr/bin/sha256sum', [join(destdir, path)], { env });
  return `sha256:${out.slice(0, 64)} ${path}`;
}

t.test('a damaged record is written anew, and --force takes away what its whole lines name', async (t) => {
  const place = t.testdir({ destdir: {}, outside: 'mine\n' });
  const destdir = join(place, 'destdir');
  await install('--hooks', 'none', destdir);
  const [lines, before] = [linesOf(join(destdir, record)), pathsBelow(destdir)];
  const [sum = ''] = /sha256:\S+/.exec(lines.join('\n')) ?? [];
  const damages = ['sha256:0123', `${sum} /../outside`, '- usr/local', '\0\0\0\0', `${sum} /usr/share`];
  for (const damage of damages) {
    writeFileSync(join(destdir, record), [damage, ...lines, `# ${lines.length}`, ''].join('\n'));
    t.match(
      await uninstall(destdir),
      { status: 1, out: '', err: 'install-files writes it anew, or --force' },
      damage,
    );
    t.same(pathsBelow(destdir), before);
    t.match(await install('--hooks', 'none', destdir), { status: 0, err: '' });
    t.same(linesOf(join(destdir, record)), lines, 'it is as it was');
  }
  writeRecord(join(destdir, record), [...damages, ...lines]);
  t.match(await uninstall('--force', destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
  t.equal(readFileSync(join(place, 'outside'), 'utf8'), 'mine\n');
  await install('--hooks', 'none', destdir);
  writeFileSync(join(destdir, record), '\0'.repeat(1000));
  t.match(await uninstall(destdir), { status: 1 });
  t.match(await uninstall('--force', destdir), { status: 0 }, 'nothing is left of it');
  t.notOk(existsSync(join(destdir, record)));
});

t.test('what is no file is no record', needs('mkfifo'), async (t) => {
  for (const make of ['/usr/bin/mkfifo', '/usr/bin/mkdir']) {
    const destdir = t.testdir({ usr: { lib: { twinroot: {} } } });
    await call(make, [join(destdir, record)], { env });
    for (const program of [install, uninstall])
      t.match(await program(destdir), { status: 1, out: '', err: `${destdir}${record} is not a file` });
  }
});

t.test('what an earlier version had, or other hooks, goes', async (t) => {
  const place = t.testdir({ destdir: {}, other: {} });
  const destdir = join(place, 'destdir');
  const unitdir = ['--unitdir', '/usr/lib/systemd/system'];
  await install(...unitdir, destdir);
  const unit = '/usr/lib/systemd/system/esp-old.service';
  const changed = '/usr/share/old/changed';
  const paths = [unit, '/usr/share/old/page', '/usr/share/older/page', changed];
  const older = ['- /usr/share/old', '- /usr/share/older', `link:x /usr/bin/never-there`];
  for (const path of paths) older.push(await putOlder(destdir, path));
  writeRecord(join(destdir, record), [...linesOf(join(destdir, record)), ...older]);
  const wants = join(destdir, 'etc/systemd/system/timers.target.wants');
  mkdirSync(wants, { recursive: true });
  symlinkSync(unit, join(wants, 'esp-old.service'));
  symlinkSync(`../../../..${unit}`, join(wants, 'esp-old@x.service'));
  symlinkSync('/usr/lib/systemd/system/esp-mirror.timer', join(wants, 'esp-mirror.timer'));
  writeFileSync(join(destdir, changed), 'mine\n');
  t.match(await install(...unitdir, '--hooks', 'none', destdir), {
    status: 0,
    out: 'disabled: ',
    err: `install-files: ${destdir}${changed} is installed no longer, and was changed: it stays\n`,
  });
  await install(...unitdir, '--hooks', 'none', join(place, 'other'));
  t.same(
    pathsBelow(destdir),
    [
      ...pathsBelow(join(place, 'other')),
      changed,
      '/etc/systemd/system/timers.target.wants/esp-mirror.timer',
    ].sort(),
  );
  t.same(
    linesOf(join(destdir, record)),
    ['- /etc', ...linesOf(join(place, 'other', record)), '- /usr/share/old', ...older.slice(-1)].sort(),
    'what stays is in the record',
  );
  t.same(readdirSync(join(destdir, 'etc')), ['systemd'], 'nor are directories left');
  t.match(await uninstall(destdir), { status: 1, err: changed });
  t.match(await uninstall('--force', destdir), { status: 0 });
  t.notOk(existsSync(join(destdir, 'usr')));
});

t.test('what failed in the middle of an upgrade is ours all the same', async (t) => {
  const destdir = t.testdir();
  await install(destdir);
  const page = '/usr/share/man/man8/esp-which.8';
  const line = await putOlder(destdir, page);
  const lines = linesOf(join(destdir, record)).map((one) => (one.endsWith(` ${page}`) ? line : one));
  writeRecord(join(destdir, record), lines);
  // What is to be written beside it cannot be.
  const inTheWay = join(destdir, `${page}.twinroot-new`);
  mkdirSync(inTheWay);
  t.match(await install(destdir), { status: 1, out: '', err: 'not all is installed' });
  t.equal(readFileSync(join(destdir, page), 'utf8'), `${page}\n`, 'it is as it was');
  rmSync(inTheWay, { recursive: true });
  t.match(await uninstall(destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
});

t.test('what is killed can be taken away, half made files and all', async (t) => {
  const destdir = t.testdir();
  await install(destdir);
  writeFileSync(join(destdir, 'usr/share/man/man8/esp-mirror.8.twinroot-new'), 'half');
  t.match(await uninstall(destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
});

t.test(
  'on a full disk the record is whole, and another run finishes',
  needs('mount', 'umount'),
  async (t) => {
    const destdir = t.testdir();
    const mount = (...args: readonly string[]) => call('/usr/bin/mount', args, { env });
    const size = statSync(join(binaries, 'twinroot')).size;
    t.match(await mount('-t', 'tmpfs', '-o', `size=${size + 300_000}`, 'tmpfs', destdir), { status: 0 });
    try {
      for (const again of ['', 'again'])
        t.match(await install(destdir), { status: 1, err: 'not all is installed' }, again);
      const lines = linesOf(join(destdir, record));
      t.match(readFileSync(join(destdir, record), 'utf8'), new RegExp(`\\n# ${lines.length}\\n$`));
      t.same(
        lines.filter((line) => !/^(-|link:\S+|sha256:[0-9a-f]{64}) \/\S+$/.test(line)),
        [],
      );
      await mount('-o', `remount,size=${2 * size + 3_000_000}`, destdir);
      t.match(await install(destdir), { status: 0, err: '' });
      t.match(await uninstall(destdir), { status: 0, err: '' });
      t.same(readdirSync(destdir), []);
    } finally {
      await call('/usr/bin/umount', [destdir], { env });
    }
  },
);

t.test('two of them do not work on the same', needs('flock'), async (t) => {
  const destdir = t.testdir();
  await install(destdir);
  const before = pathsBelow(destdir);
  const other = spawn('flock', [destdir, 'sh', '-c', 'echo; read _'], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(other.stdout, 'data');
  for (const program of [install, uninstall])
    t.match(await program(destdir), { status: 1, out: '', err: 'another installer is at work' });
  t.same(pathsBelow(destdir), before);
  other.stdin.end();
  await once(other, 'close');
  t.match(await uninstall(destdir), { status: 0, err: '' });
  t.match(await install({ PATH: t.testdir() }, destdir), { status: 1, err: 'flock is not in PATH' });
  t.same(readdirSync(destdir), []);
});

t.test('the lock is kept until all is done', needs('flock'), async (t) => {
  const place = t.testdir({ destdir: {}, bin: {} });
  const destdir = join(place, 'destdir');
  // The last that is called, before the record.
  const probe = `#!/bin/sh\nflock -n ${destdir} true\necho $? >${place}/status\n`;
  writeFileSync(join(place, 'bin/sync'), probe, { mode: 0o755 });
  t.match(await install({ PATH: `${join(place, 'bin')}:${env.PATH}` }, destdir), { status: 0, err: '' });
  t.equal(readFileSync(join(place, 'status'), 'utf8'), '1\n');
});

t.test('nothing is written through a link to somewhere else', async (t) => {
  const place = t.testdir({ destdir: { usr: { lib: { twinroot: {} }, bin: {} } }, theirs: 'theirs\n' });
  const destdir = join(place, 'destdir');
  for (const name of [`${record}.twinroot-room`, `${record}.twinroot-new`, '/usr/bin/twinroot.twinroot-new'])
    symlinkSync(join(place, 'theirs'), join(destdir, name));
  t.match(await install(destdir), { status: 0, err: '' });
  t.equal(readFileSync(join(place, 'theirs'), 'utf8'), 'theirs\n');
});

t.test('a link to a directory of units is not followed', async (t) => {
  const place = t.testdir({ destdir: { etc: { systemd: { system: {} } } }, 'timers.target.wants': {} });
  const destdir = join(place, 'destdir');
  const wants = join(place, 'timers.target.wants');
  symlinkSync('/usr/lib/systemd/system/esp-mirror.timer', join(wants, 'esp-mirror.timer'));
  symlinkSync(wants, join(destdir, 'etc/systemd/system/timers.target.wants'));
  await install(destdir);
  t.match(await uninstall(destdir), { status: 0, err: '' });
  t.same(readdirSync(wants), ['esp-mirror.timer']);
});

t.test('a directory in the way is said before anything is written', async (t) => {
  const destdir = t.testdir({ usr: { bin: { 'esp-which': { mine: '' } } } });
  for (const force of [[], ['--force']]) {
    t.match(await install(...force, destdir), { status: 1, out: '', err: 'esp-which is a directory' });
    t.same(pathsBelow(destdir), ['/usr/bin/esp-which/mine']);
  }
});

t.test('a DESTDIR with a line break is a wrong call', async (t) => {
  const place = t.testdir();
  for (const name of ['new\n', 'a\nb'])
    for (const program of [install, uninstall])
      t.match(await program(join(place, name)), { status: 2, out: '' });
  t.same(readdirSync(place), []);
});

t.test('whatever the umask, others can read what is made', async (t) => {
  const place = t.testdir();
  const destdir = join(place, 'new/below');
  const program = join(workspace, 'packages/build-tools/src/install-files.ts');
  const words = ['-c', 'umask 077; exec "$0" "$@"', process.execPath, program, destdir];
  t.match(await call('/bin/sh', words, { env }), { status: 0, err: '' });
  for (const path of ['..', '.', 'usr', 'usr/share', record])
    t.equal(statSync(join(destdir, path)).mode & 0o777, path === record ? 0o644 : 0o755, path);
});
