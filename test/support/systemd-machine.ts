import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type t from 'tap';
import { type Answer, call } from './call.ts';

// This machine once more, with systemd as PID 1 of namespaces of its own, on an overlay of the root directory: what is
// written goes to memory. To be used in a mount namespace that is thrown away (mount-namespace.ts).

/** Where systemd looks for units: nothing that this machine has enabled is started. */
export const unitDirectory = '/machine/units';

const systemd = '/usr/lib/systemd/systemd';

/** Units of systemd's own that every service wants, and the journal. */
const units = [
  ...['basic', 'local-fs', 'multi-user', 'paths', 'shutdown', 'slices', 'sockets', 'sysinit', 'timers'].map(
    (name) => `${name}.target`,
  ),
  ...['systemd-journald.service', 'systemd-journald.socket', 'systemd-journald-dev-log.socket'],
];

/** Why no systemd can be started here; null when one can. */
export function whyNoSystemd(): string | null {
  if (!existsSync(systemd)) return `${systemd} is not installed`;
  try {
    // All that it needs is tried: the namespaces, an overlay of the root directory, the second hierarchy of cgroups.
    const script = `mount -t tmpfs tmpfs /mnt
cd /mnt
mkdir upper work root cgroup
mount -t cgroup2 cgroup2 cgroup
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay root
test -x root${systemd}`;
    const namespaces = ['--mount', '--pid', '--fork', '--uts', '--ipc', '--net', '--cgroup'];
    execFileSync('unshare', [...namespaces, 'sh', '-euc', script], { stdio: ['ignore', 'ignore', 'pipe'] });
    return null;
  } catch (error) {
    return `needs root, namespaces, overlayfs and cgroup2: ${error instanceof Error ? error.message : error}`;
  }
}

/** How a root directory comes to be in $1/root, with $1/upper and $1/work for an overlay. */
const overlaid = 'mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay root';

/**
 * A root directory, to be prepared for {@link startSystemd}. What is in its directories `machine/run` and
 * `machine/firmware` will be in /run and /sys/firmware, units go to {@link unitDirectory}, and what is mounted in it stays.
 *
 * @param lay a script that mounts it on $1/root
 */
export function newSystemdRoot(lay = overlaid, ...args: readonly string[]): string {
  const memory = mkdtempSync(join(tmpdir(), 'systemd-'));
  const root = join(memory, 'root');
  const around = `mount -t tmpfs -o mode=755 tmpfs "$1"
cd "$1"
mkdir upper work root cgroup
${lay}
mount -t cgroup2 cgroup2 cgroup`;
  execFileSync('sh', ['-euc', around, 'sh', memory, ...args]);
  for (const name of ['run', 'firmware', 'units/sysinit.target.wants'])
    mkdirSync(join(root, 'machine', name), { recursive: true });
  for (const unit of units)
    symlinkSync(join(dirname(systemd), 'system', unit), join(root, unitDirectory, unit));
  symlinkSync(
    '../systemd-journald.service',
    join(root, unitDirectory, 'sysinit.target.wants/systemd-journald.service'),
  );
  mkdirSync(join(root, 'etc/systemd/journald.conf.d'), { recursive: true });
  // Neither the kernel's messages nor its audit are this machine's.
  const journal = '[Journal]\nReadKMsg=no\nAudit=no\nRateLimitBurst=0\nForwardToWall=no\n';
  writeFileSync(join(root, 'etc/systemd/journald.conf.d/zzz-machine.conf'), journal);
  writeFileSync(join(root, 'etc/machine-id'), '5d1c4e0b8f2a4c6e9b3d7a1f0e2c4b68\n');
  writeFileSync(join(root, 'etc/fstab'), '');
  return root;
}

/**
 * Keeps the machine for as long as its own standard input is open, whoever closes it, and however: then it kills the first
 * process, with which the kernel kills all others, and takes the control groups away.
 */
const keep = `mkdir "$1"
unshare --pid --fork --mount --propagation private --uts --ipc --net -- sh -euc "$3" sh "$1" "$2" "$4" &
while init=$(cat "/proc/$!/task/$!/children") && [ -z "$init" ]; do sleep 0.01; done
echo "$init"
read -r _ || :
[ -z "$init" ] || kill -KILL $init
wait
find "$1" -depth -type d -exec rmdir {} +`;

/** The first process enters a control group of its own, which is then the root of a hierarchy. */
const enter = 'echo 0 >"$1/cgroup.procs"; exec unshare --cgroup -- sh -euc "$3" sh "$2"';

/** It makes the root directory its own, and becomes systemd. It has no /dev/kmsg, and may change nothing in /sys and /proc/sys. */
const boot = (unitPath: string) => `cd "$1"
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount --bind /sys sys
mount -o remount,bind,ro sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs sys/firmware
cp -a machine/firmware/. sys/firmware
mount -t tmpfs -o mode=755 tmpfs run
cp -a machine/run/. run
mount -t tmpfs tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty dev
for device in /dev/loop[0-9]*; do [ ! -b "$device" ] || cp -a "$device" dev; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mkdir machine/host
pivot_root . machine/host
umount -l /machine/host
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin container=test \\
  SYSTEMD_UNIT_PATH=${unitPath} ${systemd} --system --unit=multi-user.target`;

/** A machine that runs. */
export interface SystemdMachine {
  /** Runs a script of bash on it, as root, outside of all its services. */
  run(script: string): Promise<Answer>;
  /** What such a script wrote, without the newline at its end; one that fails is an error. */
  must(script: string): Promise<string>;
  /** Waits until such a script succeeds, a minute at most. */
  until(script: string): Promise<void>;
}

/**
 * Starts a machine and waits until it is up; it ends with the test, or with the process that runs it.
 *
 * @param unitPath where it looks for units, separated by colons; with /etc/systemd/system, units can be enabled
 */
export async function startSystemd(
  test: Pick<typeof t, 'teardown'>,
  root: string,
  unitPath = unitDirectory,
): Promise<SystemdMachine> {
  const [, own = '/'] = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8')) ?? [];
  const cgroup = join(dirname(root), 'cgroup', own, `twinroot-test-${process.pid}`);
  const keeper = spawn('sh', ['-euc', keep, 'sh', cgroup, root, enter, boot(unitPath)], {
    detached: true, // from what is sent to the process group of the test: it has to clean up
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const hasEnded = once(keeper, 'close');
  test.teardown(async () => {
    keeper.stdin.end();
    await hasEnded;
  });
  const said: unknown[] = await Promise.race([once(keeper.stdout, 'data'), hasEnded.then(() => [])]);
  const init = Number(said);
  if (!(init > 1)) throw new Error('the machine did not start');

  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  const run = (script: string) =>
    call('/usr/bin/nsenter', ['--target', `${init}`, ...namespaces, '--', 'bash', '--norc', '-c', script], {
      env,
    });
  async function must(script: string): Promise<string> {
    const { status, out, err } = await run(script);
    if (status !== 0) throw new Error(`status ${status}: ${script}\n${out}${err}`);
    return out.replace(/\n$/, '');
  }
  async function until(script: string): Promise<void> {
    await must(`for i in {1..600}; do { ${script}\n} && exit 0; sleep 0.1; done >/dev/null; exit 1`);
  }
  await until('systemctl is-active --quiet multi-user.target 2>/dev/null');
  return { run, must, until };
}
