import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sh } from './esp-machine.ts';

// Directories with file systems of their own. To be used in a mount namespace that is thrown away.

/** A machine's /run, of which nobody outside of this namespace sees anything, so that its lock is ours alone. */
export function ownRun(): void {
  sh('mount -t tmpfs tmpfs /run');
}

/** A new directory. */
export function newPlace(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'trees-')));
}

/** A new ext4 of so many MiB, mounted on a directory below a place. */
export function newDisk(place: string, name: string, mebibytes = 16): string {
  const directory = join(place, name);
  mkdirSync(directory, { recursive: true });
  const image = mkdtempSync(join(tmpdir(), 'disk-'));
  sh(
    'truncate -s "$1M" "$2/image"; mkfs.ext4 -q -E lazy_itable_init=0 "$2/image"; mount -o loop "$2/image" "$3"; rm "$2/image"; rmdir "$2" "$3/lost+found"',
    String(mebibytes),
    image,
    directory,
  );
  return directory;
}

/** Everything of a tree that a copy has to keep: types, owners, modes, times, contents, links, ACLs, attributes. */
export function wholeOf(directory: string): string {
  return sh(
    `cd "$1"
     find . -mindepth 1 ! -type c -printf '%P|%y|%m|%U|%G|%n|%T@|%l\\n' | LC_ALL=C sort
     find . -type c -exec stat -c '%n|%a|%u|%g|%t:%T' {} + | LC_ALL=C sort
     find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum
     find . ! -type l ! -type p -print0 | LC_ALL=C sort -z | xargs -0r getfacl -n
     find . ! -type p -print0 | LC_ALL=C sort -z | xargs -0r getfattr -h -d -m -
     find . -type f -links +1 -printf '%i %P\\n' | LC_ALL=C sort -k2 | awk '{ print (n[$1] ||= ++i), $2 }' 2>/dev/null || :`,
    directory,
  );
}

/**
 * Sets all times of a tree to one long ago. rsync compares times in whole seconds, unless --modify-window says otherwise: of what
 * was made within this second, it may keep its own.
 */
export function letAge(directory: string): void {
  sh('find "$1" -xdev -exec touch -h -d \'2001-02-03 04:05:06.789\' {} +', directory);
}

/** The names in a directory. */
export function namesIn(directory: string): readonly string[] {
  return readdirSync(directory).sort();
}

/** Ids of the processes of rsync that have a word in their command line. */
export function rsyncsWith(word: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const words = commandLine(pid).split('\0');
      return words[0]?.endsWith('rsync') === true && words.some((each) => each.includes(word));
    });
}

/** Ids of the children of a process that were called by a path with this name. */
export function childrenOf(pid: number | undefined, name: string): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children
    .split(' ')
    .filter((each) => each !== '')
    .map(Number)
    .filter((each) => commandLine(each).split('\0')[0]?.endsWith(`/${name}`));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    // It has ended since it was listed.
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code)))
      return '';
    throw error;
  }
}

/** Waits until something is so, and fails when that takes a minute. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 6000) throw new Error(`${what}: not within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
