// One flavour in the place of the other, by the package managers themselves: what was enabled stays enabled, what runs is run again, what
// was written stays; and a removal after that leaves nothing.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { writeBelow } from '../../fixtures/unit-machine.ts';
import { call } from '../../support/call.ts';
import { type CopiedSystem, newCopiedSystem, pacmanOf, placeOfSystems } from '../../support/copied-system.ts';
import { fileOf, packages } from '../../support/made-packages.ts';
import { needs } from '../../support/needs.ts';
import { newSystemdRoot, startSystemd, unitDirectory, whyNoSystemd } from '../../support/systemd-machine.ts';

t.setTimeout(300_000);

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C' };
const made = t.testdir({});
t.match(await packages('--fast', '--output', made, 'deb', 'rpm', 'arch'), { status: 0 });
const systems = placeOfSystems(t);

const links = [
  '/etc/systemd/system/multi-user.target.wants/esp-watch.service',
  '/etc/systemd/system/timers.target.wants/esp-mirror.timer',
];
const boots = '/var/lib/twinroot/boots';

/** Enables units, and writes what commands write. */
async function use(t: Test, system: CopiedSystem): Promise<void> {
  t.match(await system.run('systemctl', '--quiet', 'enable', 'esp-mirror.timer', 'esp-watch.service'), {
    status: 0,
  });
  mkdirSync(join(system.root, 'var/lib/twinroot'), { recursive: true });
  writeFileSync(join(system.root, boots), '');
}

/** What is enabled and was written, of all that {@link use} makes. */
const kept = (system: CopiedSystem) =>
  system.changed().filter((path) => [...links, boots].includes(path) || path.startsWith('/etc/systemd/'));

/** From the first to the second: both ways. */
const swaps = [
  ['twinroot', 'twinroot-node'],
  ['twinroot-node', 'twinroot'],
] as const;

for (const [from, to] of swaps) {
  t.test(`pacman: ${to} in the place of ${from}`, needs('pacman'), async (t) => {
    const system = newCopiedSystem(join(systems, `pacman-${from}`));
    const pacman = pacmanOf(system);
    const file = (name: string) => fileOf(made, new RegExp(`^${name}-\\d.*\\.pkg\\.tar\\.zst$`));
    t.match(await pacman('--upgrade', '-dd', file(from)), { status: 0 });
    await use(t, system);
    // 4: ALPM_QUESTION_CONFLICT_PKG, of which the default is no.
    t.match(await pacman('--upgrade', '-dd', '--ask', '4', file(to)), { status: 0 });
    t.match(await pacman('--query'), { out: new RegExp(`^${to} \\S+\n$`) });
    t.match(await pacman('--query', '-kk', to), { status: 0, out: ' 0 altered files' });
    t.same(kept(system), [...links, boots]);
    const note = join(system.root, 'run/twinroot-replaced');
    t.notOk(existsSync(note), 'the note of it is gone');
    // As a transaction leaves it that ended between the two.
    writeFileSync(note, '');
    t.match(await pacman('--remove', to), { status: 0 });
    t.same(system.changed(), []);
    t.notOk(existsSync(note));
  });

  t.test(`rpm: ${to} in the place of ${from}`, needs('rpm', 'python3'), async (t) => {
    const system = newCopiedSystem(join(systems, `rpm-${from}`));
    const file = (name: string) => fileOf(made, new RegExp(`^${name}-\\d.*\\.rpm$`));
    const rpm = (...args: readonly string[]) =>
      call('/usr/bin/rpm', ['--root', system.root, '--nodeps', ...args], { env });
    t.match(await rpm('--install', file(from)), { status: 0 });
    await use(t, system);
    const swap = [join(import.meta.dirname, 'rpm-swap.py'), system.root, file(to), from];
    t.match(await call('/usr/bin/python3', swap, { env }), { status: 0, err: '' });
    t.match(await system.run('rpm', '--query', '--all', '--qf', '%{NAME} '), { out: `${to} ` });
    t.match(await system.run('rpm', '--query', from), { status: 1 });
    t.match(await rpm('--verify', to), { status: 0, out: '' });
    t.same(kept(system), [...links, boots]);
    t.match(await rpm('--erase', to), { status: 0 });
    t.same(system.changed(), []);
  });

  t.test(`dpkg: ${to} in the place of ${from}`, needs('dpkg'), async (t) => {
    const system = newCopiedSystem(join(systems, `dpkg-${from}`));
    const place = join(system.root, 'run/packages');
    execFileSync('cp', ['-r', made, place]);
    const file = (name: string) => fileOf(place, new RegExp(`^${name}_.*\\.deb$`)).slice(system.root.length);
    const dpkg = (...args: readonly string[]) => system.run('dpkg', '--force-depends', ...args);
    t.match(await dpkg('--install', file(from)), { status: 0 });
    await use(t, system);
    t.match(await dpkg('--install', file(to)), { status: 0 });
    t.same(kept(system), [...links, boots], 'dpkg says that another takes its place');
    t.match(await dpkg('--purge', from), { status: 0 });
    t.same(
      kept(system),
      [...links, boots],
      'the purge of what was there before is of nothing that the other has',
    );
    t.match(await dpkg('--verify', to), { status: 0, out: '' });
    // As apt calls it.
    t.match(await dpkg('--remove', to), { status: 0 });
    t.same(kept(system), [boots], 'after a removal nothing is enabled');
    t.match(await dpkg('--install', file(from)), { status: 0 });
    t.same(kept(system), [...links, boots], 'installed right after it, it is again');
    t.match(await dpkg('--purge', from), { status: 0 });
    t.match(await dpkg('--install', file(to)), { status: 0 });
    t.same(kept(system), [], 'after a purge it is not');
    t.match(await dpkg('--purge', from, to), { status: 0 });
    t.same(system.changed(), []);
    t.notOk(existsSync(join(system.root, 'run/twinroot-units')));
  });
}

const skip = needs('dpkg').skip || whyNoSystemd() || false;

t.test(
  'what runs is run by the flavour that took the place, and stopped by a removal',
  { skip },
  async (t) => {
    const root = newSystemdRoot();
    // Of what this machine has, nothing is enabled or wanted.
    rmSync(join(root, 'etc/systemd/system'), { recursive: true });
    mkdirSync(join(root, 'etc/systemd/system'));
    const always = '[Unit]\nConditionPathIsDirectory=\nConditionVirtualization=\n';
    const idle = '[Service]\nExecCondition=\nExecStart=\nExecStart=/usr/bin/sleep infinity\n';
    writeBelow(root, 'etc/systemd/system/esp-watch.service.d/of-the-test.conf', always + idle);
    writeBelow(root, 'etc/systemd/system/esp-mirror.timer.d/of-the-test.conf', always);
    writeBelow(root, 'etc/dpkg/dpkg.cfg.d/of-the-test', 'force-unsafe-io\n');
    execFileSync('cp', ['-r', made, join(root, 'machine/packages')]);
    for (const unit of ['esp-watch.service', 'esp-mirror.timer', 'esp-mirror.service'])
      symlinkSync(`/usr/lib/systemd/system/${unit}`, join(root, unitDirectory, unit));
    const machine = await startSystemd(t, root, `/etc/systemd/system:${unitDirectory}`);
    const dpkg = (words: string) =>
      machine.must(`cd /machine/packages && dpkg --force-depends ${words} 2>&1`);
    const state = () =>
      machine.run(
        'systemctl is-enabled esp-watch.service esp-mirror.timer; systemctl is-active esp-watch.service esp-mirror.timer',
      );
    const id = () => machine.must('systemctl show -P InvocationID esp-watch.service');

    await dpkg('--install twinroot_*.deb');
    t.same((await state()).out.split('\n').slice(2, 4), ['inactive', 'inactive'], 'nothing is started');
    await machine.must('systemctl enable --now esp-watch.service esp-mirror.timer 2>&1');
    const on = 'enabled\nenabled\nactive\nactive\n';
    t.match(await state(), { out: on });
    for (const words of [
      '--install twinroot-node_*.deb',
      '--remove twinroot-node && dpkg --install twinroot_*.deb',
    ]) {
      const before = await id();
      await dpkg(words);
      await machine.until(
        `[ "$(systemctl show -P InvocationID esp-watch.service)" != ${before} ] && systemctl is-active esp-watch.service esp-mirror.timer`,
      );
      t.match(await state(), { out: on }, words);
    }
    await dpkg('--remove twinroot');
    t.match(await machine.run('systemctl is-active esp-watch.service esp-mirror.timer'), {
      out: 'inactive\ninactive\n',
    });
  },
);
