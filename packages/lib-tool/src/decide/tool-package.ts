/** The tools that are run, by the package that has them: Arch's, Debian's and Fedora's have the same name, but where they say more. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'util-linux': [
    'addpart',
    'blkid',
    'blockdev',
    'findmnt',
    'flock',
    'ionice',
    'lsblk',
    'mount',
    'nsenter',
    'umount',
    'unshare',
    'wipefs',
  ],
  'util-linux, on Debian fdisk': ['sfdisk'],
  coreutils: ['cp', 'dd', 'nice', 'stdbuf', 'sync'],
  dosfstools: ['fsck.fat', 'fsck.vfat', 'mkfs.fat', 'mkfs.vfat'],
  'inotify-tools': ['fsnotifywait', 'inotifywait'],
  rsync: ['rsync'],
  systemd: ['bootctl', 'systemctl', 'udevadm'],
  'systemd-ukify': ['ukify'],
};

/** The package that contains a tool; null for one that is not known. */
export function packageOf(tool: string): string | null {
  const name = tool.replace(/.*\//, '');
  return Object.entries(packages).find(([, tools]) => tools.includes(name))?.[0] ?? null;
}

/** What to do to have a tool. */
export function installText(tool: string): string {
  const name = packageOf(tool);
  return name === null ? 'install the package that contains it' : `install ${name}`;
}
