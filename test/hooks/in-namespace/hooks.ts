import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import {
  becomePackageMachine,
  installBelow,
  logged,
  pretend,
  run,
  updated,
  writeProgram,
} from '../../fixtures/package-machine.ts';
import { needs } from '../../support/needs.ts';

becomePackageMachine();

/** Machines, and whether esp-mirror fails on them: a captured one has disks that cannot be written. */
const machines = [
  ['two-nvme', true],
  ['windows-beside', false],
  ['bios', false],
] as const;

const told = /twinroot: the other disk may not boot the same/;

t.test('Debian: its directories of hooks', needs('run-parts'), async (t) => {
  for (const directory of [
    '/etc/kernel/postinst.d',
    '/etc/kernel/postrm.d',
    '/etc/initramfs/post-update.d',
  ]) {
    for (const [machine, fails] of machines) {
      pretend(machine);
      const parts = `run-parts --report --exit-on-error --arg=6.1.0-1 --arg=/boot/vmlinuz-6.1.0-1 ${directory}`;
      const { out, err } = await run(`${parts}; echo "status $?"; cat`);
      t.equal(out, 'status 0\nanswer\n', `${directory}, ${machine}: input and output are left alone`);
      t.equal(told.test(err), fails, 'a failure is told, and nothing else');
      if (!fails) t.equal(err, '');
      t.same(logged().length, 1);
    }
  }
});

t.test(
  'Debian: an initramfs that is made for a new kernel is mirrored with it',
  needs('run-parts'),
  async (t) => {
    pretend('windows-beside');
    const parts = 'run-parts --arg=6.1.0-1 --arg=/boot/initrd.img-6.1.0-1 /etc/initramfs/post-update.d';
    t.match(await run(parts, { INITRAMFS_TOOLS_KERNEL_HOOK: '1' }), { status: 0, out: '', err: '' });
    t.same(logged(), []);
  },
);

/** A package that does what kernels and initramfs-tools do, for two kernels. */
async function buildDeb(): Promise<string> {
  const tree = mkdtempSync(join(tmpdir(), 'deb-'));
  const hooks = (directory: string) =>
    [1, 2].map(
      (n) =>
        `run-parts --report --exit-on-error --arg=6.1.0-${n} --arg=/boot/vmlinuz-6.1.0-${n} ${directory}\n`,
    );
  const script = (directory: string) =>
    `#!/bin/sh\nset -e\n${hooks(directory).join('')}${hooks('/etc/initramfs/post-update.d').join('')}echo "$1" >>/run/calls\n`;
  writeProgram(join(tree, 'DEBIAN/postinst'), script('/etc/kernel/postinst.d'));
  writeProgram(join(tree, 'DEBIAN/postrm'), script('/etc/kernel/postrm.d'));
  const control = [
    'Package: linux-image-of-a-test',
    'Version: 1',
    'Architecture: all',
    'Maintainer: Nobody <nobody@example.org>',
    'Description: two kernels',
  ];
  writeFileSync(join(tree, 'DEBIAN/control'), `${control.join('\n')}\n`);
  await run(`chmod 755 '${tree}'; dpkg-deb --root-owner-group --build '${tree}' '${tree}/two.deb'`);
  return `${tree}/two.deb`;
}

t.test('Debian: once a transaction of apt, when dpkg has ended', needs('apt-get'), async (t) => {
  const deb = await buildDeb();
  const apt = 'apt-get -qq -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0';
  const state = `dpkg-query -W -f '\${Status}' linux-image-of-a-test`;
  for (const [machine, fails] of machines.slice(0, 2)) {
    pretend(machine);
    const install = await run(`${apt} install --yes ${deb} >&2`);
    t.equal(install.status, 0, install.err);
    t.equal(told.test(install.err), fails);
    t.equal((await run(state)).out, 'install ok installed', 'a failure does not break the package');
    t.same(logged(), ['configure', updated]);
    pretend(machine);
    t.match(await run(`${apt} remove --yes linux-image-of-a-test >&2`), { status: 0 });
    t.same(logged(), ['remove', updated]);
  }
  pretend('windows-beside');
  const empty = await run(`${apt} install --yes --download-only ${deb}`);
  t.equal(empty.status, 0, empty.err);
  t.same(logged(), [], 'a transaction without a kernel runs nothing');
});

t.test('Debian: dpkg by hand', needs('dpkg-deb'), async (t) => {
  const deb = await buildDeb();
  pretend('two-nvme');
  const { status, err } = await run(`dpkg --install ${deb}`);
  t.equal(status, 0, err);
  t.match(err, told);
  t.equal(logged().at(-1), 'configure');
  t.ok(logged().length > 1);
  t.match(await run('dpkg --purge linux-image-of-a-test'), { status: 0 });
});

t.test('kernel-install: add and remove, as the last plugin', needs('kernel-install'), async (t) => {
  const boot = mkdtempSync(join(tmpdir(), 'boot-'));
  const image = join(boot, 'vmlinuz');
  writeFileSync(image, 'MZ');
  mkdirSync('/etc/kernel', { recursive: true });
  writeFileSync('/etc/kernel/install.conf', `layout=bls\nBOOT_ROOT=${boot}\n`);
  writeFileSync('/etc/machine-id', '0123456789abcdef0123456789abcdef\n');
  writeFileSync('/etc/kernel/cmdline', 'quiet\n');
  const plugins = readdirSync('/usr/lib/kernel/install.d').sort();
  t.equal(plugins.at(-1), '99-zz-twinroot.install');
  for (const [machine, fails] of machines) {
    for (const call of [`add 6.1.0-1 ${image}`, 'remove 6.1.0-1']) {
      pretend(machine);
      const quiet = await run(`kernel-install ${call}; echo "status $?"; cat`);
      t.match(quiet.out, /status 0\nanswer\n$/, `${machine}: ${call}\n${quiet.err}`);
      t.equal(told.test(quiet.err), fails);
      t.same(logged(), [updated]);
      const verbose = await run(`kernel-install --verbose ${call}`);
      t.equal(verbose.status, 0);
      t.same(logged().length, 2);
      t.equal(told.test(verbose.err), fails, `${machine}: ${call}\n${verbose.err}`);
    }
  }
  pretend('windows-beside');
  await run('kernel-install inspect 6.1.0-1');
  t.same(logged(), [], 'other verbs are none of its business');
  // Within dpkg, the hook of Debian comes later.
  const dpkg = { DPKG_MAINTSCRIPT_NAME: 'postinst', DPKG_MAINTSCRIPT_PACKAGE: 'linux-image-6.1.0-1' };
  t.match(await run(`kernel-install add 6.1.0-1 ${image}`, dpkg), { status: 0 });
  t.same(logged(), []);
});

/** A package of pacman's, with these files. */
async function buildPacmanPackage(name: string, files: readonly string[]): Promise<string> {
  const tree = mkdtempSync(join(tmpdir(), 'pacman-'));
  const info = [
    `pkgname = ${name}`,
    'pkgver = 1-1',
    'pkgdesc = of a test',
    'arch = any',
    'size = 1',
    'builddate = 1',
  ];
  writeFileSync(join(tree, '.PKGINFO'), `${info.join('\n')}\n`);
  for (const file of files) writeProgram(join(tree, file), 'MZ');
  const built = `${tree}.pkg.tar`;
  const tops = [...new Set(files.map((file) => file.split('/')[0]))].join(' ');
  const { status, err } = await run(
    `cd '${tree}' && tar --owner=0 --group=0 -cf '${built}' .PKGINFO ${tops}`,
  );
  if (status !== 0) throw new Error(err);
  return built;
}

t.test('pacman: its hook follows what changes an ESP, after the signing', needs('pacman'), async (t) => {
  writeFileSync(
    '/etc/pacman-of-a-test.conf',
    '[options]\nArchitecture = auto\nSigLevel = Never\nLocalFileSigLevel = Never\n',
  );
  const pacman = 'pacman --config /etc/pacman-of-a-test.conf --noconfirm --noprogressbar';
  mkdirSync('/var/lib/pacman', { recursive: true });
  // As sbctl's, but that it leaves a line in the log.
  const targets = ['Install', 'Upgrade', 'Remove'].map((operation) => `Operation = ${operation}\n`).join('');
  writeFileSync(
    '/usr/share/libalpm/hooks/zz-sbctl.hook',
    `[Trigger]\nType = Path\n${targets}Target = usr/lib/*\n[Action]\nWhen = PostTransaction\nExec = /bin/sh -c "echo signed >>/run/calls"\n`,
  );
  // As mkinitcpio's, which runs its post hooks: these leave it to the hook of pacman.
  writeFileSync(
    '/usr/share/libalpm/hooks/90-mkinitcpio-install.hook',
    `[Trigger]\nType = Path\n${targets}Target = usr/lib/*\n[Action]\nWhen = PostTransaction\nExec = /usr/lib/initcpio/post/zzz-twinroot\n`,
  );
  const kernel = await buildPacmanPackage('linux-of-a-test', ['usr/lib/modules/6.1.0-arch1/vmlinuz']);
  const other = await buildPacmanPackage('other-of-a-test', ['usr/lib/other-of-a-test']);
  for (const [machine, fails] of machines) {
    pretend(machine);
    const upgrade = await run(`${pacman} -U ${kernel}`);
    t.equal(upgrade.status, 0, upgrade.err);
    t.equal(told.test(upgrade.err + upgrade.out), fails, upgrade.err + upgrade.out);
    t.same(logged(), ['signed', updated]);
    t.match(
      await run('pacman --config /etc/pacman-of-a-test.conf --query linux-of-a-test'),
      { status: 0 },
      'a failure does not break the transaction',
    );
    pretend(machine);
    t.match(await run(`${pacman} -R linux-of-a-test`), { status: 0 });
    t.same(logged(), ['signed', updated]);
  }
  pretend('windows-beside');
  t.match(await run(`${pacman} -U ${other}`), { status: 0 });
  t.same(logged(), ['signed'], 'other packages are none of its business');
});

t.test('mkinitcpio: by hand, and not within a transaction', needs('pacman-conf'), async (t) => {
  const hook = '/usr/lib/initcpio/post/zzz-twinroot /boot/vmlinuz-linux /boot/initramfs-linux.img';
  const lock = '/var/lib/pacman/db.lck';
  pretend('windows-beside');
  t.match(await run(hook), { status: 0, out: '', err: '' });
  t.same(logged(), [updated]);
  pretend('two-nvme');
  t.match(await run(hook), { status: 1, out: '', err: told });
  // Held by another process, as libalpm holds it.
  const held = `exec 9>${lock}; sleep 60 >&- 2>&- & exec 9>&-; ${hook}; status=$?; kill $!; exit $status`;
  pretend('two-nvme');
  t.match(await run(held), { status: 0, out: '', err: '' });
  t.same(logged(), []);
  pretend('windows-beside');
  t.match(await run(hook), { status: 0, out: '', err: /^[^\n]*db\.lck was left behind[^\n]*\n$/ });
  t.same(logged(), [updated], 'what a crash has left holds nothing back');
  rmSync(lock, { force: true });
});

t.test(
  'where the booted ESP is not the own one, nothing is copied',
  needs('systemd-detect-virt'),
  async (t) => {
    const hook = '/usr/lib/twinroot/twinroot-hook';
    // Another directory than the root, with all that is below it: one of its own would be taken for the same.
    const other = `mount -t tmpfs tmpfs /mnt
for name in $(ls /); do
  if [ -L "/$name" ]; then cp -P "/$name" /mnt
  elif [ -d "/$name" ] && [ "$name" != mnt ]; then mkdir "/mnt/$name"; mount --rbind "/$name" "/mnt/$name"
  fi
done`;
    // With process ids of its own, since nobody may look at the root directory of every machine's first process.
    const inside = (...lines: readonly string[]) =>
      `unshare --pid --fork --mount --mount-proc sh -c '${lines.join('\n')}'`;
    // Lets these be taken for the machine's own, so that the root directory alone decides.
    writeProgram('/run/readlink', '#!/bin/sh\necho "pid:[4026531836]"\n');
    const asOwn = 'mount --bind /run/readlink /usr/bin/readlink';
    const cases = [
      ['a chroot', inside(asOwn, other, `chroot /mnt ${hook}`), []],
      ['no chroot', inside(asOwn, hook), [updated]],
      ['a container', inside(hook), []],
      ['the machine itself', hook, [updated]],
    ] as const;
    for (const [what, script, runs] of cases) {
      pretend('windows-beside');
      t.match(await run(script), { status: 0, out: '', err: '' }, what);
      t.same(logged(), runs, what);
    }
  },
);

t.test('the clone on a spare disk is brought up to date where its timer is enabled', async (t) => {
  const hook = '/usr/lib/twinroot/twinroot-hook --quiet';
  const known = '[ "$2" != is-enabled ] || exec test -e /run/is-enabled';
  writeProgram('/run/bin/systemctl', `#!/bin/sh\necho "$*" >>/run/systemctl\n${known}\n`);
  const asked = '--quiet is-enabled root-clone.timer';
  for (const root of ['windows-beside', 'bios'] as const) {
    for (const [isEnabled, started] of [
      [false, []],
      [true, ['--no-block restart root-clone.service']],
    ] as const) {
      pretend(root);
      writeFileSync('/run/systemctl', '');
      if (isEnabled) writeFileSync('/run/is-enabled', '');
      const answer = await run(hook, { PATH: '/run/bin:/usr/sbin:/usr/bin:/sbin:/bin' });
      t.match(answer, { status: 0, out: '', err: '' }, root);
      t.same(readFileSync('/run/systemctl', 'utf8').trim().split('\n'), [asked, ...started], root);
      rmSync('/run/is-enabled', { force: true });
    }
  }
});

t.test('the options of the machine reach the commands as they are', async (t) => {
  const file = '/etc/twinroot/options';
  const hook = '/usr/lib/twinroot/twinroot-hook --quiet';
  mkdirSync('/etc/twinroot', { recursive: true });
  pretend('windows-beside');
  const cases: [text: string, status: number][] = [
    ['ESP_MIRROR_OPTIONS="--scope machine"\n', 0],
    ['ESP_MIRROR_OPTIONS="--scope no-such"\n', 2],
    ['ESP_MIRROR_OPTIONS=--scope no-such\n', 2],
    ['ESP_WHICH_OPTIONS=--pattern /us[r]\nESP_MIRROR_OPTIONS="--wait 1 --verbose"\n', 0],
    ['ESP_MIRROR_OPTIONS="--exclude $(touch /run/harm)"\n', 2],
    ['ESP_MIRROR_OPTIONS="--exclude a\n', 2],
    ['touch /run/harm\n', 2],
  ];
  for (const [text, status] of cases) {
    writeFileSync(file, text);
    const { err, ...answer } = await run(hook);
    t.match(answer, { status, out: '' }, `${text}${err}`);
    t.equal(told.test(err), status !== 0, `${text}${err}`);
  }
  t.notOk(existsSync('/run/harm'), 'it is no program');
  rmSync(file);
});

t.test('an installation by hand, under the PATH that rpm has', async (t) => {
  installBelow('/usr/local');
  pretend('windows-beside');
  for (const name of ['esp-which', 'esp-mirror', 'twinroot']) rmSync(`/usr/bin/${name}`);
  const hook = '/usr/local/lib/twinroot/twinroot-hook --quiet';
  t.match(await run(hook, { PATH: '/sbin:/bin:/usr/sbin:/usr/bin' }), { status: 0, out: '', err: '' });
  t.same(logged(), [updated]);
});

t.test('a failure is in the system log', needs('python3'), async (t) => {
  const listener = [
    'import socket, sys',
    's = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)',
    's.bind("/dev/log")',
    's.settimeout(100)',
    'print("ready", flush=True)',
    'sys.stdout.write(s.recv(65536).decode())',
  ];
  writeFileSync('/run/listener.py', `${listener.join('\n')}\n`);
  pretend('two-nvme');
  const hear = 'mkfifo /run/heard; python3 /run/listener.py >/run/heard & exec 3</run/heard; read ready <&3';
  const { out, err } = await run(`${hear}; /usr/lib/twinroot/twinroot-hook --quiet; cat <&3`);
  t.match(out, /^<11>.*twinroot-hook/, 'user.err');
  t.match(err, told);
});

t.test('hooks of a package that is removed say nothing', async (t) => {
  pretend('two-nvme');
  for (const lib of ['/usr/lib', '/usr/local/lib']) rmSync(`${lib}/twinroot`, { recursive: true });
  const directories = ['/etc/kernel/postinst.d', '/etc/kernel/postrm.d', '/etc/initramfs/post-update.d'];
  const [line = ''] = /(?<=^Exec = ).*/m.exec(
    readFileSync('/usr/share/libalpm/hooks/zzz-twinroot.hook', 'utf8'),
  ) ?? [''];
  const [apt = ''] = /(?<=Post-Invoke \{ ").*(?="; \})/.exec(
    readFileSync('/etc/apt/apt.conf.d/zzz-twinroot', 'utf8'),
  ) ?? [''];
  const calls = [
    ...directories.map((directory) => `${directory}/zzz-twinroot 6.1.0-1`),
    '/usr/lib/kernel/install.d/99-zz-twinroot.install add 6.1.0-1 /boot/x',
    'rm -f /var/lib/pacman/db.lck; /usr/lib/initcpio/post/zzz-twinroot',
    line,
    `mkdir -p /run/twinroot; touch /run/twinroot/after-apt; rm /etc/kernel/postinst.d/zzz-twinroot; ${apt}`,
  ];
  for (const each of calls) {
    t.not(each, '');
    t.match(await run(each), { status: 0, out: '', err: '' }, each);
  }
  t.same(logged(), []);
});
