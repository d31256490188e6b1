import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { unpackedArchive } from '../fixtures/unpacked-archive.ts';
import { call } from '../support/call.ts';
import { until } from '../support/esp-watch-call.ts';
import { install, pathsBelow, uninstall } from '../support/install-call.ts';
import { needs } from '../support/needs.ts';

// Hundreds of small programs, one after the other.
t.setTimeout(300_000);

const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
const made = t.testdir();
const unpacked = await unpackedArchive(made);

const run = (program: 'install' | 'uninstall', ...args: readonly string[]) =>
  call(join(unpacked, program), args, { env, cwd: '/' });
const record = '/usr/local/lib/twinroot/installed';

/** What install-files installs below /usr/local, with the program that is in this archive. */
async function expected(destdir: string, ...sets: readonly string[]): Promise<readonly string[]> {
  t.match(await install('--prefix', '/usr/local', ...sets, destdir), { status: 0 });
  return [...pathsBelow(destdir), '/usr/local/lib/twinroot/twinroot.cjs'].sort();
}

t.test('./install does what install-files does', async (t) => {
  for (const sets of [[], ['--hooks', 'arch'], ['--hooks', 'none']]) {
    const destdir = t.testdir({ one: {}, other: {} });
    t.match(await run('install', ...sets, join(destdir, 'one')), { status: 0, err: '' });
    t.same(pathsBelow(join(destdir, 'one')), await expected(join(destdir, 'other'), ...sets), sets.join(' '));
    const marks = (which: string) =>
      readFileSync(join(destdir, which, record), 'utf8')
        .split('\n')
        .filter((line) => !/twinroot(?:\.cjs)?$|^#/.test(line))
        .sort();
    t.same(marks('one'), marks('other'), 'the record is the same');
    t.match(await run('install', ...sets, join(destdir, 'one')), { status: 0, err: '' }, 'again is fine');
    t.same(marks('one'), marks('other'));
    t.match(await run('uninstall', join(destdir, 'one')), { status: 0, err: '' });
    t.same(readdirSync(join(destdir, 'one')), [], 'nothing stays');
  }
});

t.test('what is installed by one is taken away by the other', async (t) => {
  const destdir = t.testdir();
  await run('install', destdir);
  t.match(await uninstall('--prefix', '/usr/local', destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
  await install('--prefix', '/usr/local', destdir);
  t.match(await run('uninstall', destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
});

t.test('the commands run', needs('node'), async (t) => {
  const destdir = t.testdir();
  await run('install', destdir);
  t.equal(readlinkSync(join(destdir, 'usr/local/bin/esp-which')), 'twinroot');
  t.match(await call(join(destdir, 'usr/local/bin/esp-which'), ['--version']), {
    status: 0,
    out: 'esp-which ',
  });
});

t.test('what is not ours is not overwritten, and what was changed is not deleted', async (t) => {
  const destdir = t.testdir({ usr: { local: { bin: { 'esp-which': 'theirs\n' } } } });
  t.match(await run('install', destdir), {
    status: 1,
    out: '',
    err: join(destdir, 'usr/local/bin/esp-which'),
  });
  t.same(pathsBelow(destdir), ['/usr/local/bin/esp-which'], 'nothing was written');
  t.match(await run('install', '--force', destdir), { status: 0 });
  const timer = '/usr/local/lib/systemd/system/esp-mirror.timer';
  appendFileSync(join(destdir, timer), '# mine\n');
  const before = pathsBelow(destdir);
  t.match(await run('uninstall', destdir), { status: 1, out: '', err: timer });
  t.same(pathsBelow(destdir), before, 'nothing was taken away');
  rmSync(join(destdir, '/usr/local/bin/esp-mirror'));
  t.match(await run('uninstall', '--force', destdir), { status: 0 }, 'what is gone already is no failure');
  t.same(pathsBelow(destdir), []);
  t.ok(existsSync(join(destdir, 'usr/local/bin')), 'it was there before');
});

t.test('what was enabled is disabled, and nothing else', async (t) => {
  const destdir = t.testdir();
  await run('install', destdir);
  const wants = join(destdir, 'etc/systemd/system/timers.target.wants');
  mkdirSync(wants, { recursive: true });
  symlinkSync('/usr/local/lib/systemd/system/esp-mirror.timer', join(wants, 'esp-mirror.timer'));
  symlinkSync('/usr/local/lib/systemd/system/other.timer', join(wants, 'other.timer'));
  t.match(await run('uninstall', destdir), { status: 0, err: '' });
  t.same(pathsBelow(destdir), ['/etc/systemd/system/timers.target.wants/other.timer']);
});

t.test('a damaged record deletes nothing', async (t) => {
  const destdir = t.testdir();
  await run('install', '--hooks', 'none', destdir);
  const text = readFileSync(join(destdir, record), 'utf8');
  const before = pathsBelow(destdir);
  for (const line of ['- ../../etc', 'sha256:00 /etc/passwd', '- /usr/../etc', 'nonsense']) {
    writeFileSync(join(destdir, record), `${text}${line}\n`);
    t.match(await run('uninstall', destdir), { status: 1, out: '' }, line);
    t.same(pathsBelow(destdir), before);
  }
});

t.test('a damaged archive installs nothing', async (t) => {
  const text = readFileSync(join(unpacked, 'plan'), 'utf8');
  const damages: readonly (readonly [what: string, damage: (archive: string) => void, err: RegExp])[] = [
    ['an empty plan', (archive) => writeFileSync(join(archive, 'plan'), ''), /the plan is damaged/],
    [
      'a plan that is cut',
      (archive) => writeFileSync(join(archive, 'plan'), text.slice(0, 5000)),
      /the plan/,
    ],
    [
      'a plan without a line',
      (archive) => writeFileSync(join(archive, 'plan'), text.replace(/^.*\n/, '')),
      /the plan is damaged/,
    ],
    [
      'a program that is cut',
      (archive) => truncateSync(join(archive, 'files/usr/local/lib/twinroot/twinroot.cjs'), 1000),
      /twinroot\.cjs is damaged or missing: unpack the archive again/,
    ],
    [
      'a file that is not there',
      (archive) => rmSync(join(archive, 'files/usr/local/share/man/man8/esp-mirror.8')),
      /esp-mirror\.8 is damaged or missing/,
    ],
  ];
  for (const [what, damage, err] of damages) {
    const place = t.testdir({ destdir: {} });
    const [archive, destdir] = [join(place, 'archive'), join(place, 'destdir')];
    cpSync(unpacked, archive, { recursive: true, verbatimSymlinks: true });
    damage(archive);
    t.match(await call(join(archive, 'install'), [destdir], { env }), { status: 1, out: '', err }, what);
    t.same(readdirSync(destdir), [], what);
  }
});

t.test('what cannot be deleted is tried again', needs('mount', 'umount'), async (t) => {
  const destdir = t.testdir();
  await run('install', '--hooks', 'none', destdir);
  const page = join(destdir, 'usr/local/share/man/man8/esp-mirror.8');
  // A mount point cannot be deleted.
  t.match(await call('/usr/bin/mount', ['--bind', page, page], { env }), { status: 0 });
  const first = await run('uninstall', destdir);
  await call('/usr/bin/umount', [page], { env });
  t.match(first, { err: 'esp-mirror.8' });
  t.not(first.status, 0);
  t.match(await run('uninstall', destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
});

t.test('a signal ends ./install, and what is half made goes', async (t) => {
  for (const [signal, status] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const) {
    const place = t.testdir({ destdir: {}, bin: {} });
    const destdir = join(place, 'destdir');
    const go = join(place, 'go');
    // cp(1), but each file is half made until we say so.
    const slow = `#!/bin/sh\n: >"$2"\nwhile [ ! -e ${go} ]; do sleep 0.05; done\nexec /usr/bin/cp "$@"\n`;
    writeFileSync(join(place, 'bin/cp'), slow, { mode: 0o755 });
    const child = spawn(join(unpacked, 'install'), [destdir], {
      env: { ...env, PATH: `${join(place, 'bin')}:${env.PATH}` },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    const halfMade = () => pathsBelow(destdir).filter((each) => each.endsWith('.twinroot-new'));
    await until(() => halfMade().length > 0, 'a file is half made');
    child.kill(signal);
    writeFileSync(go, '');
    t.same(await ended, [status, null], signal);
    t.same(readdirSync(destdir), [], 'nor do directories stay that were made for it');
  }
});

t.test(
  'on a full disk there is what the record says, and it can be taken away',
  needs('mount', 'umount'),
  async (t) => {
    // The first file has no room, some have, and all have at last.
    for (const [size, isSomeThere] of [
      ['64k', false],
      ['2m', true],
    ] as const) {
      const destdir = t.testdir();
      const mount = (...args: readonly string[]) => call('/usr/bin/mount', args, { env });
      t.match(await mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', destdir), { status: 0 });
      try {
        t.match(await run('install', destdir), { status: 1, out: '', err: 'No space left' }, size);
        t.equal(pathsBelow(destdir).length > 1, isSomeThere, 'some are there');
        if (isSomeThere) {
          t.match(await run('uninstall', destdir), { status: 0, err: '' });
          await run('install', destdir);
        }
        t.match(await mount('-o', 'remount,size=64m', destdir), { status: 0 });
        if (isSomeThere)
          t.match(await run('install', destdir), { status: 0, err: '' }, 'again, with more room');
        t.match(await run('uninstall', destdir), { status: isSomeThere ? 0 : 1 });
        t.same(readdirSync(destdir), []);
      } finally {
        await call('/usr/bin/umount', [destdir], { env });
      }
    }
  },
);

t.test('a link that leads out of DESTDIR is not followed', async (t) => {
  const place = t.testdir({ destdir: { usr: {}, opt: {} }, elsewhere: {} });
  const [destdir, local] = [join(place, 'destdir'), join(place, 'destdir/usr/local')];
  symlinkSync(join(place, 'elsewhere'), local);
  const err = `${local} leads out of ${destdir}, to ${join(place, 'elsewhere')}: do it in a chroot\n`;
  t.match(await run('install', destdir), { status: 1, out: '', err });
  t.same([readdirSync(join(place, 'elsewhere')), pathsBelow(destdir)], [[], ['/usr/local']]);
  // Made by another, in a chroot.
  await run('install', '--hooks', 'none', join(place, 'elsewhere'));
  for (const name of readdirSync(join(place, 'elsewhere/usr/local')))
    renameSync(join(place, 'elsewhere/usr/local', name), join(place, 'elsewhere', name));
  const before = pathsBelow(join(place, 'elsewhere'));
  t.match(await run('uninstall', destdir), { status: 1, out: '', err });
  t.same(pathsBelow(join(place, 'elsewhere')), before);
  // One that stays inside is anybody's way to lay out a disk.
  rmSync(local);
  symlinkSync('../opt', local);
  t.match(await run('install', '--hooks', 'none', destdir), { status: 0, err: '' });
  t.ok(existsSync(join(destdir, 'opt/bin/esp-which')));
  t.match(await run('uninstall', destdir), { status: 0, err: '' });
  t.same(readdirSync(join(destdir, 'opt')), []);
});

t.test('a record that is cut at the end of a line is not all', async (t) => {
  const destdir = t.testdir();
  await run('install', '--hooks', 'none', destdir);
  const lines = readFileSync(join(destdir, record), 'utf8').split('\n');
  const before = pathsBelow(destdir);
  for (const length of [0, 40, lines.length - 2]) {
    const cut = lines.slice(0, length).map((line) => `${line}\n`);
    writeFileSync(join(destdir, record), cut.join(''));
    t.match(await run('uninstall', destdir), { status: 1, out: '', err: 'is cut off' }, `${length} lines`);
    t.same(pathsBelow(destdir), before);
  }
  t.match(await run('install', '--hooks', 'none', destdir), { status: 0, err: '' }, 'it is written anew');
  writeFileSync(
    join(destdir, record),
    lines
      .slice(0, 40)
      .map((line) => `${line}\n`)
      .join(''),
  );
  t.match(await run('uninstall', '--force', destdir), { status: 0, err: '' }, 'what is left of it counts');
  t.ok(pathsBelow(destdir).length < before.length);
});

t.test('two of them do not work on the same', needs('flock'), async (t) => {
  const destdir = t.testdir();
  const other = spawn('flock', [destdir, 'sh', '-c', 'echo; read _'], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(other.stdout, 'data');
  t.match(await run('install', destdir), { status: 1, out: '', err: 'another installer is at work' });
  other.stdin.end();
  await once(other, 'close');
  t.match(await run('install', destdir), { status: 0, err: '' });
});

t.test('CDPATH of the caller leads nowhere', async (t) => {
  const place = t.testdir({ destdir: {}, elsewhere: { unpacked: {} } });
  const more = { env: { ...env, CDPATH: join(place, 'elsewhere') }, cwd: made };
  const destdir = join(place, 'destdir');
  t.match(await call('/bin/sh', ['unpacked/install', destdir], more), { status: 0, err: '' });
  t.match(await call('/bin/sh', ['unpacked/uninstall', destdir], more), { status: 0, err: '' });
});

t.test('a wrong call is 2, and does nothing', async (t) => {
  const destdir = t.testdir();
  for (const args of [
    [],
    ['relative'],
    [destdir, destdir],
    ['--hooks', 'rpm', destdir],
    ['--x', destdir],
    [''],
  ]) {
    t.match(await run('install', ...args), { status: 2, out: '' }, args.join(' '));
    t.match(await run('uninstall', ...args), { status: 2, out: '' }, args.join(' '));
  }
  t.same(readdirSync(destdir), []);
});
