import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { built, copyUnits, install, pathsBelow, uninstall, valuesOf } from '../support/install-call.ts';
import { needs } from '../support/needs.ts';

const record = '/usr/lib/twinroot/installed';

/** The shell that a script is for. */
function shellOf(script: string): string {
  return /^#!(\S+)/.exec(readFileSync(script, 'utf8'))?.[1] ?? '';
}

t.test('what a package expects is where it expects it', async (t) => {
  const destdir = t.testdir();
  t.match(await install(destdir), { status: 0, err: '' });
  const paths = pathsBelow(destdir);
  for (const name of built) {
    t.equal(readlinkSync(join(destdir, 'usr/bin', name)), 'twinroot');
    t.match(await call(join(destdir, 'usr/bin', name), ['--version']), { status: 0, out: `${name} ` });
    for (const path of [`share/man/man8/${name}.8`, `share/bash-completion/completions/${name}`])
      t.ok(paths.includes(`/usr/${path}`), path);
  }
  const hooks = [
    '/usr/share/libalpm/hooks/zzz-twinroot.hook',
    '/usr/lib/initcpio/post/zzz-twinroot',
    '/usr/lib/kernel/install.d/99-zz-twinroot.install',
    '/etc/kernel/postinst.d/zzz-twinroot',
    '/etc/kernel/postrm.d/zzz-twinroot',
    '/etc/initramfs/post-update.d/zzz-twinroot',
    '/etc/apt/apt.conf.d/zzz-twinroot',
    '/usr/share/initramfs-tools/hooks/twinroot',
    '/usr/share/initramfs-tools/scripts/local-premount/twinroot',
    '/usr/share/initramfs-tools/scripts/local-block/twinroot',
    '/usr/lib/dracut/modules.d/99twinroot-degraded/module-setup.sh',
    '/usr/lib/twinroot/degraded-report',
    '/usr/lib/twinroot/degraded-root',
    '/usr/lib/twinroot/generation-hint',
    '/usr/lib/twinroot/twinroot-hook',
    '/usr/lib/twinroot/watched-run',
    '/usr/lib/udev/rules.d/90-twinroot.rules',
  ];
  const parts = [
    '/usr/lib/initcpio/hooks/twinroot-degraded',
    '/usr/lib/initcpio/install/twinroot-degraded',
    '/usr/lib/twinroot/degraded-root.sh',
    '/usr/lib/twinroot/twinroot-degraded-root.service',
  ];
  for (const path of [...hooks, ...parts]) t.ok(paths.includes(path), path);
  for (const path of paths) {
    const { mode } = statSync(join(destdir, path));
    t.equal(mode & 0o022, 0, `${path} is written by its owner only`);
  }
  for (const script of hooks.filter((path) => !/\.hook$|apt\.conf|\.rules$/.test(path))) {
    t.equal(statSync(join(destdir, script)).mode & 0o111, 0o111, `${script} can be run`);
    t.match(await call(shellOf(join(destdir, script)), ['-n', join(destdir, script)]), {
      status: 0,
      err: '',
    });
  }
});

t.test('the installed units, pages and all, satisfy systemd', needs('systemd-analyze'), async (t) => {
  const destdir = t.testdir();
  await install('--unitdir', '/usr/lib/systemd/system', destdir);
  const units = join(destdir, 'verified');
  copyUnits(join(destdir, 'usr/lib/systemd/system'), units, join(destdir, 'usr/bin'));
  const env = {
    PATH: '/usr/bin:/bin',
    SYSTEMD_UNIT_PATH: `${units}:`,
    MANPATH: join(destdir, 'usr/share/man'),
  };
  // Drop-ins are read with the units that they belong to.
  const names = readdirSync(units).filter((name) => !name.endsWith('.d'));
  t.ok(names.length >= 4);
  const hasMan = existsSync('/usr/bin/man');
  for (const name of names) {
    const args = ['verify', hasMan ? '--man=yes' : '--man=no', join(units, name)];
    t.match(await call('/usr/bin/systemd-analyze', args, { env }), { status: 0, err: '' }, name);
  }
});

t.test('nothing stays when it is taken away', async (t) => {
  const destdir = t.testdir();
  for (const args of [[], ['--prefix', '/usr/local'], ['--hooks', 'arch'], ['--hooks', 'none']]) {
    t.match(await install(...args, destdir), { status: 0 });
    t.match(await uninstall(...args, destdir), { status: 0, err: '' });
    t.same(readdirSync(destdir), [], args.join(' '));
  }
  t.match(await uninstall(destdir), { status: 1, out: '' }, 'nothing was installed');
});

t.test('what was there before is there afterwards', async (t) => {
  const destdir = t.testdir({
    etc: { kernel: { 'postinst.d': { 'zz-update-grub': '#!/bin/sh\n' }, 'postrm.d': {} } },
    usr: { bin: { other: '' }, lib: { twinroot: { own: 'mine\n' } } },
  });
  const before = readdirSync(destdir, { recursive: true }).sort();
  await install(destdir);
  mkdirSync(join(destdir, 'usr/share/man/man8/later'));
  t.match(await uninstall(destdir), { status: 0 });
  const after = readdirSync(destdir, { recursive: true }).sort();
  const later = ['usr/share', 'usr/share/man', 'usr/share/man/man8', 'usr/share/man/man8/later'];
  t.same(after, [...before, ...later].sort());
});

t.test('sets of hooks and directories are chosen', async (t) => {
  const destdir = t.testdir();
  await install('--prefix', '/usr/local', '--unitdir', '/etc/systemd/system', '--hooks', 'arch', destdir);
  const paths = pathsBelow(destdir);
  t.ok(paths.includes('/etc/systemd/system/esp-mirror.service'));
  t.ok(paths.includes('/etc/initcpio/post/zzz-twinroot'), 'by hand: where administrators have their hooks');
  t.ok(paths.includes('/etc/initcpio/install/twinroot-degraded'));
  t.notOk(paths.some((path) => /\.install$|postinst|apt|initramfs-tools|dracut/.test(path)));
  const hook = readFileSync(join(destdir, 'etc/pacman.d/hooks/zzz-twinroot.hook'), 'utf8');
  const [, program = ''] = /^Exec = .* (\S+)(?= --quiet)/m.exec(hook) ?? [];
  t.equal(program, '/usr/local/lib/twinroot/twinroot-hook');
  t.ok(existsSync(join(destdir, program)), 'hooks find what they run');
});

t.test('what is for an initrd is where its hooks look for it', async (t) => {
  const destdir = t.testdir();
  await install('--prefix', '/usr/local', destdir);
  const scripts = [
    '/etc/initramfs-tools/hooks/twinroot',
    '/etc/initramfs-tools/scripts/local-premount/twinroot',
    '/etc/initramfs-tools/scripts/local-block/twinroot',
    '/etc/initcpio/hooks/twinroot-degraded',
    '/etc/initcpio/install/twinroot-degraded',
    '/usr/lib/dracut/modules.d/99twinroot-degraded/module-setup.sh',
    '/usr/local/lib/twinroot/degraded-root',
    '/usr/local/lib/twinroot/twinroot-degraded-root.service',
  ];
  for (const script of scripts) {
    const text = readFileSync(join(destdir, script), 'utf8');
    const named = text.match(/\/usr\/[\w/]*lib\/twinroot\/[\w.-]+/g) ?? [];
    t.ok(named.length > 0, script);
    for (const path of named) t.ok(existsSync(join(destdir, path)), `${script}: ${path}`);
  }
  for (const set of ['kernel-install', 'none']) {
    const other = t.testdir();
    await install('--hooks', set, other);
    t.notOk(
      pathsBelow(other).some((path) => path.includes('degraded-root')),
      set,
    );
  }
});

t.test('hooks and units know where their commands are, whatever PATH their callers have', async (t) => {
  const canVerify = needs('systemd-analyze').skip === false;
  for (const prefix of ['/usr', '/usr/local', '/opt/twinroot']) {
    const destdir = t.testdir();
    await install('--prefix', prefix, '--unitdir', '/etc/systemd/system', destdir);
    const hook = readFileSync(join(destdir, prefix, 'lib/twinroot/twinroot-hook'), 'utf8');
    const called = hook.match(/[\w/.-]+(?= pipe )/g) ?? [];
    t.equal(called.length, 1);
    for (const path of called)
      t.ok(path.startsWith('/') && existsSync(join(destdir, path)), `${prefix}: ${path}`);
    const upgrade = readFileSync(join(destdir, prefix, 'lib/twinroot/gen-upgrade'), 'utf8');
    const generations = upgrade.match(/[\w/.-]+\/bin\/(?:gen-\w+|twinroot)/g) ?? [];
    t.ok(generations.length >= 4);
    for (const path of generations) t.ok(existsSync(join(destdir, path)), `${prefix}: ${path}`);
    const unit = join(destdir, 'etc/systemd/system/esp-mirror.service');
    const [path = 'PATH=/usr/local/bin:/usr/bin'] = valuesOf(unit, 'Environment');
    const found = path
      .slice('PATH='.length)
      .split(':')
      .some((bin) => existsSync(join(destdir, bin, 'esp-mirror')));
    t.ok(found, `${prefix}: ${path}`);
    for (const name of ['esp-watch', 'tree-watch']) {
      const [line = ''] = valuesOf(join(destdir, `etc/systemd/system/${name}.service`), 'ExecStart');
      // The first word, what is run for each group, and what that runs.
      const programs = line.match(/(?<!\S)\/\S+(?<!\/options)(?!\S)/g) ?? [];
      t.equal(programs.length, 3, line);
      for (const program of programs) t.ok(existsSync(join(destdir, program)), `${prefix}: ${line}`);
    }
    if (!canVerify) continue;
    const copies = join(destdir, 'verified');
    copyUnits(join(destdir, 'etc/systemd/system'), copies, join(destdir, prefix, 'bin'));
    const verified = ['verify', '--man=no', join(copies, 'esp-mirror.service')];
    t.match(await call('/usr/bin/systemd-analyze', verified), { status: 0 });
  }
});

t.test('what was enabled is disabled, and nothing else', async (t) => {
  const destdir = t.testdir();
  const units = '/usr/local/lib/systemd/system';
  await install('--prefix', '/usr/local', destdir);
  const system = join(destdir, 'etc/systemd/system');
  const wants = join(system, 'multi-user.target.wants');
  mkdirSync(wants, { recursive: true });
  mkdirSync(join(system, 'timers.target.wants'));
  symlinkSync(`${units}/esp-watch.service`, join(wants, 'esp-watch.service'));
  symlinkSync(`${units}/esp-mirror.timer`, join(system, 'timers.target.wants/esp-mirror.timer'));
  symlinkSync(`../../../..${units}/twinroot-alert@.service`, join(wants, 'twinroot-alert@x.service'));
  symlinkSync('/usr/lib/systemd/system/ssh.service', join(wants, 'ssh.service'));
  symlinkSync('/dev/null', join(system, 'tree-watch.service'));
  mkdirSync(join(system, 'esp-watch.service.d'));
  writeFileSync(join(system, 'esp-watch.service.d/mine.conf'), '[Service]\nNice=1\n');
  t.match(await uninstall('--prefix', '/usr/local', destdir), { status: 0, err: '' });
  t.same(pathsBelow(destdir), [
    '/etc/systemd/system/esp-watch.service.d/mine.conf',
    '/etc/systemd/system/multi-user.target.wants/ssh.service',
    '/etc/systemd/system/tree-watch.service',
  ]);
});

t.test('DESTDIR is never the checkout', async (t) => {
  for (const destdir of ['', '.', workspace]) {
    t.match(await install({ INIT_CWD: workspace }, destdir), { status: 2, out: '' }, destdir);
    t.match(await uninstall({ INIT_CWD: workspace }, destdir), { status: 2, out: '' }, destdir);
  }
  // npm changes to the checkout, and says where it was called.
  const caller = t.testdir();
  t.match(await install({ INIT_CWD: caller }, '--hooks', 'none', 'package'), { status: 0, err: '' });
  t.ok(existsSync(join(caller, 'package/usr/bin/twinroot')));
});

t.test('again is fine, and brings what has changed', async (t) => {
  const destdir = t.testdir();
  await install(destdir);
  const record0 = readFileSync(join(destdir, record), 'utf8');
  t.match(await install(destdir), { status: 0 });
  t.equal(readFileSync(join(destdir, record), 'utf8'), record0);
  // As an older version would have left it: a file of another content, which the record knows.
  const page = '/usr/share/man/man8/esp-which.8';
  writeFileSync(join(destdir, page), 'old\n');
  const { out } = await call('/usr/bin/sha256sum', [join(destdir, page)]);
  const mark = `sha256:${out.slice(0, 64)}`;
  const lines = record0.split('\n').map((line) => (line.endsWith(` ${page}`) ? `${mark} ${page}` : line));
  writeFileSync(join(destdir, record), lines.join('\n'));
  t.match(await install(destdir), { status: 0 });
  t.equal(
    readFileSync(join(destdir, page), 'utf8'),
    readFileSync(join(workspace, 'docs/man/esp-which.8'), 'utf8'),
  );
  const sorted = (text: string) => text.split('\n').sort();
  t.same(sorted(readFileSync(join(destdir, record), 'utf8')), sorted(record0));
});

t.test('what is not ours is not overwritten, and what was changed is not deleted', async (t) => {
  const destdir = t.testdir({ usr: { bin: { 'esp-which': 'theirs\n' } } });
  t.match(await install(destdir), { status: 1, out: '', err: join(destdir, 'usr/bin/esp-which') });
  t.same(pathsBelow(destdir), ['/usr/bin/esp-which'], 'nothing was written');
  t.match(await install('--force', destdir), { status: 0 });
  t.equal(readlinkSync(join(destdir, 'usr/bin/esp-which')), 'twinroot');

  const unit = readFileSync(join(destdir, record), 'utf8').match(/\S+esp-mirror\.timer/)?.[0] ?? '';
  appendFileSync(join(destdir, unit), '# mine\n');
  const before = pathsBelow(destdir);
  t.match(await uninstall(destdir), { status: 1, out: '', err: unit });
  t.same(pathsBelow(destdir), before, 'nothing was taken away');
  unlinkSync(join(destdir, '/usr/bin/esp-mirror'));
  t.match(await uninstall('--force', destdir), { status: 0 }, 'what is gone already is no failure');
  t.same(readdirSync(destdir), ['usr'], 'usr/bin was there before');
});

t.test('a damaged record deletes nothing', async (t) => {
  const destdir = t.testdir();
  await install('--hooks', 'none', destdir);
  const text = readFileSync(join(destdir, record), 'utf8');
  const before = pathsBelow(destdir);
  for (const line of ['- ../../etc', 'sha256:00 /etc/passwd', '- /usr/../etc', 'nonsense', '/usr/bin/x']) {
    writeFileSync(join(destdir, record), `${text}${line}\n`);
    t.match(await uninstall(destdir), { status: 1, out: '' }, line);
    t.same(pathsBelow(destdir), before);
  }
});

t.test('a record that is cut at the end of a line is not all', async (t) => {
  const destdir = t.testdir();
  await install('--hooks', 'none', destdir);
  const lines = readFileSync(join(destdir, record), 'utf8').split('\n');
  const before = pathsBelow(destdir);
  for (const length of [0, 40, lines.length - 2]) {
    const cut = lines.slice(0, length).map((line) => `${line}\n`);
    writeFileSync(join(destdir, record), cut.join(''));
    t.match(await uninstall(destdir), { status: 1, out: '', err: 'is cut off' }, `${length} lines`);
    t.same(pathsBelow(destdir), before);
  }
  t.match(await install('--hooks', 'none', destdir), { status: 0, err: '' }, 'it is written anew');
  t.match(await uninstall(destdir), { status: 0, err: '' });
  t.same(readdirSync(destdir), []);
});

t.test('a link that leads out of DESTDIR is not followed', async (t) => {
  const place = t.testdir({ destdir: { etc: {} }, elsewhere: {} });
  const destdir = join(place, 'destdir');
  symlinkSync(join(place, 'elsewhere'), join(destdir, 'etc/kernel'));
  const err = `${destdir}/etc/kernel leads out of ${destdir}, to ${place}/elsewhere: do it in a chroot\n`;
  t.match(await install(destdir), { status: 1, out: '', err });
  t.same([readdirSync(join(place, 'elsewhere')), pathsBelow(destdir)], [[], ['/etc/kernel']]);
  t.match(await install('--hooks', 'arch', destdir), { status: 0, err: '' }, 'nothing is due there');
  unlinkSync(join(destdir, 'etc/kernel'));
  symlinkSync(join(place, 'elsewhere'), join(destdir, 'etc/systemd'));
  const before = pathsBelow(destdir);
  t.match(await uninstall(destdir), { status: 1, out: '', err: `${destdir}/etc/systemd leads out of` });
  t.same(pathsBelow(destdir), before);
  unlinkSync(join(destdir, 'etc/systemd'));
  symlinkSync('../usr', join(destdir, 'etc/systemd'));
  t.match(await uninstall(destdir), { status: 0, err: '' }, 'one that stays inside is as good as none');
});

t.test('on a full disk there is what the record says', needs('mount', 'umount'), async (t) => {
  const destdir = t.testdir();
  const mount = (...args: readonly string[]) => call('/usr/bin/mount', args, { env: { PATH: '/usr/bin' } });
  t.match(await mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', destdir), { status: 0 });
  try {
    t.match(await install(destdir), { status: 1, out: '', err: 'ENOSPC' });
    t.same(readdirSync(destdir), [], 'the first has no room');
    // The binary has, and some of what comes after it.
    await mount('-o', `remount,size=${statSync(join(binaries, 'twinroot')).size + 300_000}`, destdir);
    t.match(await install(destdir), { status: 1, out: '', err: 'ENOSPC' });
    t.ok(pathsBelow(destdir).length > 10);
    t.match(await uninstall(destdir), { status: 0, err: '' });
    t.same(readdirSync(destdir), []);
  } finally {
    await call('/usr/bin/umount', [destdir], { env: { PATH: '/usr/bin' } });
  }
});

t.test('a wrong call is 2, and does nothing', async (t) => {
  const destdir = t.testdir();
  const calls = [
    [],
    [destdir, destdir],
    ['--prefix', 'usr', destdir],
    ['--hooks', 'rpm', destdir],
    ['--x', destdir],
  ];
  for (const args of calls) {
    t.match(await install(...args), { status: 2, out: '' }, args.join(' '));
    t.match(await uninstall(...args), { status: 2, out: '' }, args.join(' '));
  }
  t.same(readdirSync(destdir), []);
  t.match(await install('--help'), { status: 0, err: '', out: '--prefix' });
});

t.test(
  'a failing write is a failure',
  { skip: process.getuid?.() === 0 ? 'root writes anywhere' : false },
  async (t) => {
    const destdir = t.testdir();
    chmodSync(destdir, 0o555);
    t.match(await install(destdir), { status: 1, out: '' });
  },
);

t.test('the binaries are those of the build', async (t) => {
  const destdir = t.testdir();
  await install('--hooks', 'none', destdir);
  t.same(readdirSync(join(destdir, 'usr/bin')).sort(), readdirSync(binaries).sort());
});
