// What goes wrong around the installer of the archive: disks that are full, damaged records, tools that are missing, signals, links.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
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
import { unpackedArchive } from '../fixtures/unpacked-archive.ts';
import { call } from '../support/call.ts';
import { pathsBelow } from '../support/install-call.ts';
import { needs } from '../support/needs.ts';

// Hundreds of small programs, one after the other.
t.setTimeout(300_000);

const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
const archive = await unpackedArchive(t.testdir());

type Program = 'install' | 'uninstall';
const run = (program: Program, ...args: readonly string[]) =>
  call(join(archive, program), args, { env, cwd: '/' });
const record = '/usr/local/lib/twinroot/installed';
const programSize = statSync(join(archive, 'files/usr/local/lib/twinroot/twinroot.cjs')).size;

async function onDisk(size: number, place: string, work: () => Promise<void>): Promise<void> {
  const mounted = await call('/usr/bin/mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place], {
    env,
  });
  t.match(mounted, { status: 0 });
  try {
    await work();
  } finally {
    await call('/usr/bin/umount', [place], { env });
  }
}

/** Fills a disk to its last byte. */
function fill(file: string): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(2 ** 12));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}

t.test('where $TMPDIR is on the full disk, too, the record is whole', needs('mount', 'umount'), async (t) => {
  for (const room of [150_000, 300_000, 450_000]) {
    const disk = t.testdir();
    await onDisk(programSize + room, disk, async () => {
      mkdirSync(join(disk, 'tmp'));
      const given = { env: { ...env, TMPDIR: join(disk, 'tmp') }, cwd: '/' };
      for (const again of ['', 'again'])
        t.match(
          await call(join(archive, 'install'), [disk], given),
          { status: 1, err: 'No space left' },
          again,
        );
      t.ok(pathsBelow(disk).length > 50, 'some are there');
      t.same(
        pathsBelow(disk).filter((path) => path.includes('.twinroot-')),
        [],
      );
      fill(join(disk, 'tmp/full'));
      t.match(await call(join(archive, 'uninstall'), [disk], given), { status: 0, err: '' }, `${room}`);
      t.same([readdirSync(disk), readdirSync(join(disk, 'tmp'))], [['tmp'], ['full']]);
    });
  }
});

t.test('no room in $TMPDIR is no matter', needs('mount', 'umount'), async (t) => {
  const place = t.testdir({ tmp: {}, destdir: {} });
  const [destdir, tmp] = [join(place, 'destdir'), join(place, 'tmp')];
  await onDisk(4096, tmp, async () => {
    fill(join(tmp, 'full'));
    for (const program of ['install', 'uninstall'])
      t.match(await call(join(archive, program), [destdir], { env: { ...env, TMPDIR: tmp } }), {
        status: 0,
        err: '',
      });
  });
  t.same(readdirSync(destdir), []);
});

t.test('what is killed can be taken away, half made files and all', async (t) => {
  const place = t.testdir({ destdir: {}, bin: {} });
  const destdir = join(place, 'destdir');
  const killer = `#!/bin/sh\ncase $2 in *esp-mirror.8.twinroot-new) : >"$2"; kill -KILL $PPID ;; esac\nexec /usr/bin/cp "$@"\n`;
  writeFileSync(join(place, 'bin/cp'), killer, { mode: 0o755 });
  const given = { env: { ...env, PATH: `${join(place, 'bin')}:${env.PATH}` } };
  t.match(await call(join(archive, 'install'), [destdir], given), { signal: 'SIGKILL' });
  t.ok(existsSync(join(destdir, 'usr/local/share/man/man8/esp-mirror.8.twinroot-new')));
  t.match(await run('uninstall', destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
});

t.test('a signal at any directory that is made leaves none that is in no record', async (t) => {
  for (const count of [1, 2, 4, 5, 6, 12, 24]) {
    const place = t.testdir({ destdir: {}, bin: {} });
    const [destdir, calls] = [join(place, 'destdir'), join(place, 'calls')];
    // All processes of the terminal get the signal.
    const killer = `#!/bin/sh\n/usr/bin/mkdir "$@" && echo >>${calls}\n[ "$(wc -l <${calls})" -ne ${count} ] || kill -TERM 0\n`;
    writeFileSync(join(place, 'bin/mkdir'), killer, { mode: 0o755 });
    const child = spawn(join(archive, 'install'), [join(destdir, 'made')], {
      env: { ...env, PATH: `${join(place, 'bin')}:${env.PATH}` },
      stdio: 'ignore',
      detached: true,
    });
    const [status] = await once(child, 'exit');
    t.not(status, 0);
    t.same(readdirSync(join(destdir, 'made')), [], `at the ${count}th`);
  }
});

t.test('a damaged record is written anew, and --force takes away what its whole lines name', async (t) => {
  const place = t.testdir({ destdir: {}, outside: 'mine\n' });
  const destdir = join(place, 'destdir');
  await run('install', '--hooks', 'none', destdir);
  const [lines, before] = [linesOf(join(destdir, record)), pathsBelow(destdir)];
  const [sum = ''] = /sha256:\S+/.exec(lines.join('\n')) ?? [];
  const damages = ['sha256:0123', `${sum} /../outside`, '- usr/local', '\0\0\0\0', `${sum} /usr/local/share`];
  for (const damage of damages) {
    writeFileSync(join(destdir, record), [damage, ...lines, `# ${lines.length}`, ''].join('\n'));
    t.match(
      await run('uninstall', destdir),
      { status: 1, out: '', err: './install writes it anew, or --force' },
      damage,
    );
    t.same(pathsBelow(destdir), before);
    t.match(await run('install', '--hooks', 'none', destdir), { status: 0, err: '' });
    t.same(linesOf(join(destdir, record)), lines, 'it is as it was');
  }
  writeRecord(join(destdir, record), [...damages, ...lines]);
  t.match(await run('uninstall', '--force', destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
  t.equal(readFileSync(join(place, 'outside'), 'utf8'), 'mine\n');
  await run('install', '--hooks', 'none', destdir);
  writeFileSync(join(destdir, record), '\0'.repeat(1000));
  t.match(await run('uninstall', destdir), { status: 1 });
  t.match(await run('uninstall', '--force', destdir), { status: 0 }, 'nothing is left of it');
  t.notOk(existsSync(join(destdir, record)));
});

t.test('what is no file is no record', needs('mkfifo'), async (t) => {
  for (const make of ['/usr/bin/mkfifo', '/usr/bin/mkdir']) {
    const destdir = t.testdir({ usr: { local: { lib: { twinroot: {} } } } });
    await call(make, [join(destdir, record)]);
    for (const program of ['install', 'uninstall'] as const)
      t.match(await run(program, destdir), { status: 1, out: '', err: `${destdir}${record} is not a file` });
  }
});

t.test('what an earlier version had, or other hooks, goes', async (t) => {
  const place = t.testdir({ older: {}, destdir: {}, other: {} });
  const [older, destdir] = [join(place, 'older'), join(place, 'destdir')];
  cpSync(archive, older, { recursive: true, verbatimSymlinks: true });
  const own = [
    'lib/systemd/system/esp-old.service',
    'share/old/page',
    'share/old/changed',
    'bin/esp-mirror-old',
  ];
  const plan = readFileSync(join(older, 'plan'), 'utf8').split('\n').slice(0, -2);
  for (const path of own) {
    const file = join(older, 'files/usr/local', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `${path}\n`);
    const { out } = await call('/usr/bin/sha256sum', [file]);
    plan.push(`sha256:${out.slice(0, 64)} 644 common /usr/local/${path}`);
  }
  writeFileSync(join(older, 'plan'), [...plan, `# ${plan.length}`, ''].join('\n'));
  t.match(await call(join(older, 'install'), [destdir], { env }), { status: 0, err: '' });
  const wants = join(destdir, 'etc/systemd/system/timers.target.wants');
  mkdirSync(wants, { recursive: true });
  symlinkSync('/usr/local/lib/systemd/system/esp-old.service', join(wants, 'esp-old.service'));
  symlinkSync('../../../../usr/local/lib/systemd/system/esp-old.service', join(wants, 'esp-old@x.service'));
  symlinkSync('/usr/local/lib/systemd/system/esp-mirror.timer', join(wants, 'esp-mirror.timer'));
  const changed = '/usr/local/share/old/changed';
  writeFileSync(join(destdir, changed), 'mine\n');
  rmSync(join(destdir, 'usr/local/bin/esp-mirror-old'));
  t.match(await run('install', '--hooks', 'none', destdir), {
    status: 0,
    out: 'esp-old.service',
    err: /^install: \S+\/share\/old\/changed is installed no longer, and was changed: it stays\n$/,
  });
  await run('install', '--hooks', 'none', join(place, 'other'));
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
    [
      ...linesOf(join(place, 'other', record)),
      plan.find((line) => line.endsWith(changed))?.replace(' 644 common', ''),
      '- /usr/local/share/old',
    ].sort(),
    'what stays is in the record',
  );
  t.notOk(existsSync(join(destdir, 'etc/kernel')), 'nor are directories left');
  t.match(await run('uninstall', destdir), { status: 1, err: changed });
  t.match(await run('uninstall', '--force', destdir), { status: 0 });
  t.notOk(existsSync(join(destdir, 'usr')));
});

t.test('what failed in the middle of an upgrade is ours all the same', async (t) => {
  const place = t.testdir({ older: {}, destdir: {}, bin: {} });
  const [older, destdir] = [join(place, 'older'), join(place, 'destdir')];
  cpSync(archive, older, { recursive: true, verbatimSymlinks: true });
  const page = '/usr/local/share/man/man8/esp-which.8';
  appendFileSync(join(older, 'files', page), 'older\n');
  const { out } = await call('/usr/bin/sha256sum', [join(older, 'files', page)]);
  const plan = readFileSync(join(older, 'plan'), 'utf8').split('\n');
  const changed = plan.map((line) =>
    line.endsWith(` ${page}`) ? line.replace(/^\S+/, `sha256:${out.slice(0, 64)}`) : line,
  );
  writeFileSync(join(older, 'plan'), changed.join('\n'));
  t.match(await call(join(older, 'install'), [destdir], { env }), { status: 0 });
  const failing = `#!/bin/sh\ncase $2 in *esp-which.8.twinroot-new) exit 1 ;; esac\nexec /usr/bin/cp "$@"\n`;
  writeFileSync(join(place, 'bin/cp'), failing, { mode: 0o755 });
  const given = { env: { ...env, PATH: `${join(place, 'bin')}:${env.PATH}` } };
  t.match(await call(join(archive, 'install'), [destdir], given), { status: 1, out: '' });
  t.match(readFileSync(join(destdir, page), 'utf8'), /older\n$/, 'it is as it was');
  t.match(await run('install', '--hooks', 'none', destdir), { status: 0, err: '' });
  await call(join(older, 'install'), [destdir], { env });
  await call(join(archive, 'install'), [destdir], given);
  t.match(await run('uninstall', destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
});

t.test('the tools of busybox will do', needs('busybox', 'flock'), async (t) => {
  const place = t.testdir({ bin: {}, destdir: {}, other: {} });
  const bin = join(place, 'bin');
  const { out } = await call('/usr/bin/busybox', ['--list'], { env });
  const applets = out.split('\n').filter((name) => /^\w+$/.test(name) && name !== 'busybox');
  for (const name of applets) symlinkSync('/usr/bin/busybox', join(bin, name));
  rmSync(join(bin, 'flock'), { force: true });
  symlinkSync('/usr/bin/flock', join(bin, 'flock'));
  const destdir = join(place, 'destdir');
  const busybox = (program: Program, ...args: readonly string[]) =>
    call('/usr/bin/busybox', ['sh', join(archive, program), ...args], { env: { PATH: bin }, cwd: '/' });
  await run('install', join(place, 'other'));
  for (const again of ['', 'again'])
    t.match(await busybox('install', destdir), { status: 0, err: '' }, again);
  t.same(pathsBelow(destdir), pathsBelow(join(place, 'other')));
  t.same(linesOf(join(destdir, record)), linesOf(join(place, 'other', record)));
  appendFileSync(join(destdir, 'usr/local/share/man/man8/esp-mirror.8'), 'mine\n');
  t.match(await busybox('uninstall', destdir), { status: 1, out: '', err: 'esp-mirror.8' });
  t.match(await busybox('uninstall', '--force', destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);

  const unfit = '#!/bin/sh\necho usage >&2\nexit 1\n';
  for (const [tool, text] of [
    ['flock', ''],
    ['sha256sum', ''],
    ['awk', ''],
    ['sha256sum', unfit],
    ['sync', unfit],
  ] as const) {
    const kept = lstatSync(join(bin, tool)).isSymbolicLink() && tool !== 'flock' ? 'busybox' : tool;
    rmSync(join(bin, tool));
    if (text !== '') writeFileSync(join(bin, tool), text, { mode: 0o755 });
    const err = new RegExp(`^install: ${tool} .*: install .*\\n$`);
    t.match(await busybox('install', join(place, 'new')), { status: 1, out: '', err }, tool);
    t.notOk(existsSync(join(place, 'new')), 'nothing is written');
    rmSync(join(bin, tool), { force: true });
    symlinkSync(`/usr/bin/${kept}`, join(bin, tool));
  }
});

t.test('nothing is written through a link to somewhere else', async (t) => {
  const place = t.testdir({
    destdir: { usr: { local: { lib: { twinroot: {} }, bin: {} } } },
    theirs: 'theirs\n',
  });
  const destdir = join(place, 'destdir');
  const names = [
    `${record}.twinroot-room`,
    `${record}.twinroot-new`,
    '/usr/local/lib/twinroot/twinroot.cjs.twinroot-new',
    '/usr/local/bin/esp-which.twinroot-new',
  ];
  for (const name of names) symlinkSync('../../../../../theirs', join(destdir, name));
  t.match(await run('install', destdir), { status: 0, err: '' });
  t.equal(readFileSync(join(place, 'theirs'), 'utf8'), 'theirs\n');
  t.match(await run('uninstall', destdir), { status: 0, err: '' });
  t.equal(readFileSync(join(place, 'theirs'), 'utf8'), 'theirs\n');
});

t.test('a link to a directory of units is not followed', async (t) => {
  const place = t.testdir({ destdir: { etc: { systemd: { system: {} } } }, 'timers.target.wants': {} });
  const destdir = join(place, 'destdir');
  const wants = join(place, 'timers.target.wants');
  symlinkSync('/usr/local/lib/systemd/system/esp-mirror.timer', join(wants, 'esp-mirror.timer'));
  symlinkSync(wants, join(destdir, 'etc/systemd/system/timers.target.wants'));
  await run('install', destdir);
  t.match(await run('uninstall', destdir), { status: 0, err: '' });
  t.same(readdirSync(wants), ['esp-mirror.timer']);
});

t.test('a directory in the way is said before anything is written', async (t) => {
  const destdir = t.testdir({ usr: { local: { bin: { 'esp-which': { mine: '' } } } } });
  for (const force of [[], ['--force']]) {
    t.match(await run('install', ...force, destdir), { status: 1, out: '', err: 'esp-which is a directory' });
    t.same(pathsBelow(destdir), ['/usr/local/bin/esp-which/mine']);
  }
  const other = t.testdir({ usr: { local: { bin: {} } }, theirs: {} });
  symlinkSync('../../../theirs', join(other, 'usr/local/bin/esp-which'));
  t.match(await run('install', '--force', other), { status: 0, err: '' });
  t.same(readdirSync(join(other, 'theirs')), [], 'nor is it moved into what a link leads to');
  t.ok(lstatSync(join(other, 'usr/local/bin/esp-which')).isSymbolicLink());
});

t.test('both may be called through links to them', async (t) => {
  const place = t.testdir({ destdir: {} });
  symlinkSync(join(archive, 'install'), join(place, 'twinroot-install'));
  symlinkSync(join(archive, 'uninstall'), join(place, 'remove'));
  const destdir = join(place, 'destdir');
  t.match(await call(join(place, 'twinroot-install'), [destdir], { env }), { status: 0, err: '' });
  t.match(await call(join(place, 'remove'), [destdir], { env }), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
});

t.test('a DESTDIR with a line break is a wrong call', async (t) => {
  const place = t.testdir();
  for (const name of ['new\n', 'a\nb'])
    for (const program of ['install', 'uninstall'] as const)
      t.match(await run(program, join(place, name)), { status: 2, out: '' });
  t.same(readdirSync(place), []);
});

t.test('whatever the umask, others can read what is made', async (t) => {
  const place = t.testdir();
  const destdir = join(place, 'new/below');
  const words = ['-c', 'umask 077; exec "$0" "$@"', join(archive, 'install'), destdir];
  t.match(await call('/bin/sh', words, { env }), { status: 0, err: '' });
  for (const path of ['..', '.', 'usr', 'usr/local/share', record])
    t.equal(statSync(join(destdir, path)).mode & 0o777, path === record ? 0o644 : 0o755, path);
});
