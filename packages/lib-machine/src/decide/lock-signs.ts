/** How a package manager shows that it is at work. */
export type LockSign =
  /** The file is there. */
  | { readonly kind: 'file'; readonly path: string }
  /** Somebody holds a lock for writing on the file; the file itself stays forever. */
  | { readonly kind: 'lock'; readonly path: string }
  /** A process of root's by this name, as /proc/PID/comm has it, or of a script that an interpreter runs: 15 bytes at most. */
  | { readonly kind: 'process'; readonly name: string };

/** Bytes that /proc/PID/comm has of a name (proc_pid_comm(5): TASK_COMM_LEN, less the NUL). */
export const longestName = 15;

const running = (name: string): LockSign => ({ kind: 'process', name: name.slice(0, longestName) });

/**
 * The signs of each package manager, and of each program that makes boot files; paths below the root directory.
 *
 * - pacman: alpm's handle makes db.lck and removes it (lib/libalpm/handle.c, _alpm_handle_lock).
 * - dpkg: fcntl(2) locks on both (lib/dpkg/dbmodify.c); apt holds lock-frontend between its calls of dpkg.
 * - rpm: fcntl(2) lock on %{_rpmlock_path} (lib/rpmlock.cc), for writing during a transaction (lib/transaction.cc).
 * - All others take no lock (src/kernel-install/kernel-install.c), so their processes are the sign. A script goes by its own name,
 *   not by that of its interpreter (Linux fs/exec.c, begin_new_exec; fs/binfmt_script.c), unless env(1) starts that: then its
 *   command line has it.
 */
export const lockSigns: Readonly<Record<string, readonly LockSign[]>> = {
  pacman: [{ kind: 'file', path: 'var/lib/pacman/db.lck' }],
  dpkg: [
    { kind: 'lock', path: 'var/lib/dpkg/lock-frontend' },
    { kind: 'lock', path: 'var/lib/dpkg/lock' },
  ],
  rpm: [
    { kind: 'lock', path: 'usr/lib/sysimage/rpm/.rpm.lock' },
    { kind: 'lock', path: 'var/lib/rpm/.rpm.lock' },
  ],
  'kernel-install': [running('kernel-install'), running('installkernel')],
  mkinitcpio: [running('mkinitcpio')],
  dracut: [running('dracut'), running('mkinitrd')],
  'update-initramfs': [running('update-initramfs'), running('mkinitramfs')],
  booster: [running('booster')],
  ukify: [running('ukify')],
  objcopy: [running('objcopy'), running('llvm-objcopy')],
  sbctl: [running('sbctl')],
  sbsign: [running('sbsign')],
  limine: [running('limine-update'), running('limine-mkinitcpio'), running('limine-entry-tool')],
  grub: ['grub-mkconfig', 'grub2-mkconfig', 'grub-install', 'grub2-install'].map(running),
};

/** What `--hold` knows, in words. */
export const holdNames = Object.keys(lockSigns).join(', ');

/** A sign that somebody is at work, found. */
export interface HeldSign {
  /** What tells it from the next one at the same place. */
  readonly id: string;
  /** In words: `kernel-install is running`. */
  readonly words: string;
}

/** A lock of /proc/locks that somebody holds for writing. */
export interface HeldLock {
  /** Device number of the file system, `254:0`. */
  readonly majmin: string;
  readonly inode: string;
  /** Process that holds it; -1 for a lock of an open file description, which is nobody's. */
  readonly pid: string;
}

/**
 * The locks for writing that /proc/locks lists as held (fs/locks.c, lock_get_status): POSIX, open file description and
 * flock ones. Who only waits for one (`->`) does not hold it.
 */
export function parseLocks(text: string): readonly HeldLock[] {
  const line = /^\d+: (?:POSIX|OFDLCK|FLOCK) +\w+ +WRITE +(-?\d+) ([0-9a-f]+):([0-9a-f]+):(\d+) /gm;
  return [...text.matchAll(line)].map(([, pid = '', major = '', minor = '', inode = '']) => ({
    majmin: `${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}`,
    inode,
    pid,
  }));
}

/** The signs that `--hold` names: all, none, or some of `holdNames` with commas between them; null for another word. */
export function signsOf(hold: string): readonly LockSign[] | null {
  if (hold === 'none') return [];
  const names = hold === 'all' ? Object.keys(lockSigns) : hold.split(',');
  if (!names.every((name) => Object.hasOwn(lockSigns, name))) return null;
  return names.flatMap((name) => lockSigns[name] ?? []);
}
