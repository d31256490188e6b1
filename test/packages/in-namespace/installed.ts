// The packages, installed into and removed from a copy of this system, which is a file system over it: by the package managers
// themselves, with what they run in a chroot.
import { execFileSync } from 'node:child_process';
import {
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
import t, { type Test } from 'tap';
import { binaries, workspace } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';
import { type CopiedSystem, newCopiedSystem, pacmanOf, placeOfSystems } from '../../support/copied-system.ts';
import { install, pathsBelow } from '../../support/install-call.ts';
import { fileOf, makePackages, packages } from '../../support/made-packages.ts';
import { needs } from '../../support/needs.ts';

t.setTimeout(300_000);

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C' };
const mount = (...args: readonly string[]) => execFileSync('mount', args, { env });

const place = t.testdir({ node: {}, standalone: {} });
const made = join(place, 'node');
const standalone = join(place, 'standalone');
const systems = placeOfSystems(t);
const newSystem = (name: string) => newCopiedSystem(join(systems, name));
const quickly = ['--flavour', 'standalone', '--fast', '--output', standalone];
const making = [await makePackages(made, 'all'), await packages(...quickly, 'rpm', 'arch')];
t.match(making, [{ status: 0 }, { status: 0 }]);

/** That it works, that nothing is enabled, and then that somebody enables something and writes what the commands write. */
async function use(t: Test, system: CopiedSystem): Promise<void> {
  t.match(await system.run('/usr/bin/esp-which', '--version'), { status: 0, out: 'esp-which ', err: '' });
  const enabled = system.changed().filter((path) => path.startsWith('/etc/systemd/'));
  t.same(enabled, [], 'nothing is enabled');
  const wants = join(system.root, 'etc/systemd/system/timers.target.wants');
  mkdirSync(wants, { recursive: true });
  symlinkSync('/usr/lib/systemd/system/esp-mirror.timer', join(wants, 'esp-mirror.timer'));
  mkdirSync(join(system.root, 'var/lib/twinroot'), { recursive: true });
  writeFileSync(join(system.root, 'var/lib/twinroot/boots'), '');
}

/** That kernel-install, as Fedora's kernels call it, runs the plugin last and brings its kernel. */
async function addKernel(t: Test, system: CopiedSystem): Promise<void> {
  const place = '/tmp/kernel-install';
  mkdirSync(join(system.root, place, 'boot'), { recursive: true });
  const files = {
    'install.conf': `layout=bls\nBOOT_ROOT=${place}/boot\n`,
    cmdline: 'quiet\n',
    'entry-token': 'token\n',
    vmlinuz: 'MZ',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(system.root, place, name), text);
  const words = ['kernel-install', '--verbose', 'add', '6.99.0', `${place}/vmlinuz`];
  const { status, out, err } = await system.run('env', `KERNEL_INSTALL_CONF_ROOT=${place}`, ...words);
  t.equal(status, 0, err);
  const plugins = [...`${out}${err}`.matchAll(/install\.d\/([^ ]+\.install)/g)].map(([, name]) => name);
  t.equal(plugins.at(-1), '99-zz-twinroot.install', `${out}${err}`);
  t.ok(
    existsSync(join(system.root, place, 'boot/loader/entries/token-6.99.0.conf')),
    'the kernel has its entry',
  );
}

const conffiles = [
  '/etc/apt/apt.conf.d/zzz-twinroot',
  '/etc/initramfs/post-update.d/zzz-twinroot',
  '/etc/kernel/postinst.d/zzz-twinroot',
  '/etc/kernel/postrm.d/zzz-twinroot',
];

t.test('dpkg: removal leaves configuration, and a purge nothing', needs('dpkg'), async (t) => {
  const system = newSystem('dpkg');
  const hasNode = existsSync('/usr/bin/node');
  const deb = join(system.root, 'tmp/twinroot.deb');
  writeFileSync(deb, readFileSync(fileOf(made, /\.deb$/)));
  // Of what it depends on, a nodejs that no package brought is not known.
  t.match(await system.run('dpkg', '--force-depends', '--install', '/tmp/twinroot.deb'), { status: 0 });
  rmSync(deb);
  if (hasNode) await use(t, system);
  t.match(await system.run('dpkg', '--verify', 'twinroot-node'), { status: 0, out: '' });
  writeFileSync(join(system.root, 'etc/kernel/postrm.d/zzz-twinroot'), '#!/bin/sh\n# changed here\n');
  t.match(await system.run('dpkg', '--remove', 'twinroot-node'), { status: 0 });
  t.same(
    system.changed().filter((path) => !path.startsWith('/var/lib/twinroot/')),
    conffiles,
  );
  t.match(readFileSync(join(system.root, 'etc/kernel/postrm.d/zzz-twinroot'), 'utf8'), 'changed here');
  t.match(await system.run('/etc/kernel/postinst.d/zzz-twinroot'), { status: 0, out: '', err: '' });
  t.match(await system.run('dpkg', '--purge', 'twinroot-node'), { status: 0 });
  t.same(system.changed(), []);
});

/** What is the same for both flavours; only one of them needs a node. */
const flavours = [
  { name: 'twinroot-node', from: made, runs: existsSync('/usr/bin/node') },
  { name: 'twinroot', from: standalone, runs: true },
];

/** That a command reads a machine, and not only its own version. */
async function readMachine(t: Test, system: CopiedSystem): Promise<void> {
  cpSync(join(workspace, 'test/roots/two-nvme'), join(system.root, 'tmp/machine'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const { status, out } = await system.run('/usr/bin/esp-which', '--json', '--sysroot', '/tmp/machine');
  t.equal(status, 0);
  t.match(out, '"mirror"');
}

for (const { name, from, runs } of flavours) {
  t.test(`rpm: removal of ${name} leaves nothing`, needs('rpm'), async (t) => {
    const system = newSystem(`rpm-${name}`);
    const files = [fileOf(from, new RegExp(`^${name}-\\d.*\\.rpm$`)), fileOf(from, /selinux.*\.rpm$/)];
    const rpm = (...args: readonly string[]) =>
      call('/usr/bin/rpm', ['--root', system.root, '--nodeps', ...args], { env });
    t.match(await rpm('--install', ...files), { status: 0 });
    if (runs) await use(t, system);
    if (runs) await readMachine(t, system);
    t.match(await rpm('--verify', name), { status: 0, out: '' });
    if (existsSync('/usr/bin/kernel-install')) await addKernel(t, system);
    t.match(await rpm('--erase', name, 'twinroot-selinux'), { status: 0 });
    t.same(system.changed(), []);
  });

  t.test(`pacman: removal of ${name} leaves nothing`, needs('pacman'), async (t) => {
    const system = newSystem(`pacman-${name}`);
    const pacman = pacmanOf(system);
    for (const what of ['installed', 'installed again']) {
      const { status, out } = await pacman('--upgrade', '-dd', fileOf(from, /\.pkg\.tar\.zst$/));
      t.equal(status, 0);
      t.notMatch(out, /mirrors of the ESP/, `the hook is for others: ${what}`);
    }
    if (runs) await use(t, system);
    if (runs) await readMachine(t, system);
    t.match(await pacman('--query', '-kk', name), { status: 0, out: ' 0 altered files' });
    t.match(await pacman('--remove', name), { status: 0 });
    t.same(system.changed(), []);
    t.notOk(lstatSync(join(system.root, 'usr/bin/twinroot'), { throwIfNoEntry: false }));
  });
}

t.test('the package for SELinux has the same bytes beside both flavours', needs('rpm'), async (t) => {
  const [one, other] = [made, standalone].map((from) => readFileSync(fileOf(from, /selinux.*\.rpm$/)));
  t.ok(one !== undefined && other?.equals(one));
});

t.test('a disk that is full: no package is there, and none is promised', async (t) => {
  const small = join(systems, 'small');
  mkdirSync(small);
  mount('-t', 'tmpfs', '-o', 'size=200k', 'none', small);
  writeFileSync(join(small, 'mine'), 'not a package\n');
  t.match(await makePackages(small, 'deb'), { status: 1 });
  t.same(readdirSync(small), ['mine']);
  const other = join(systems, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'mine'), 'not a package\n');
  t.match(await makePackages(other, 'tar'), { status: 0 });
  t.match(await makePackages(other, 'deb'), { status: 0 });
  const sums = readFileSync(join(other, 'SHA256SUMS'), 'utf8');
  const listed = sums
    .trim()
    .split('\n')
    .map((line) => line.slice(66));
  t.same(
    listed.sort(),
    readdirSync(other)
      .filter((name) => name !== 'mine' && name !== 'SHA256SUMS')
      .sort(),
  );
  t.ok(listed.length >= 3);
});

t.test('a disk that is full: ./install and install-files leave nothing half made', async (t) => {
  const unpacked = t.testdir({ archive: {} });
  const archive = fileOf(made, /\.tar\.xz$/);
  const where = ['-C', join(unpacked, 'archive'), '--strip-components=1'];
  t.match(await call('/usr/bin/tar', ['-xf', archive, ...where], { env }), { status: 0 });
  const program = join(unpacked, 'archive/install');
  const disk = join(systems, 'destination');
  mkdirSync(disk);
  mount('-t', 'tmpfs', '-o', 'size=60k', 'none', disk);
  const byScript = (destdir: string) => call(program, ['--hooks', 'none', destdir], { env, cwd: '/' });
  const byFiles = (destdir: string) => install('--prefix', '/usr/local', '--hooks', 'none', destdir);
  // In the program, which comes first, and in what comes after it.
  const sizes = (first: string) =>
    [
      [100_000, false],
      [statSync(first).size + 100_000, true],
    ] as const;
  for (const [name, run, first] of [
    ['script', byScript, join(unpacked, 'archive/files/usr/local/lib/twinroot/twinroot.cjs')],
    ['files', byFiles, join(binaries, 'twinroot')],
  ] as const) {
    const destdir = join(disk, name);
    for (const [size, isSomeThere] of sizes(first)) {
      mount('-o', `remount,size=${size}`, disk);
      t.match(await run(destdir), { status: 1, out: '' }, `${name}, ${size}`);
      t.equal(existsSync(join(destdir, 'usr/local')), isSomeThere, 'nothing came: no directories either');
      t.same(
        pathsBelow(destdir).filter((path) => path.endsWith('.twinroot-new')),
        [],
      );
    }
    mount('-o', 'remount,size=300M', disk);
    t.match(await run(destdir), { status: 0, err: '' }, `${name}: when there is room, the rest is done`);
    rmSync(destdir, { recursive: true });
  }
});
