/** A way to bring mirrors up to date. */
export interface Tool {
  readonly name: string;
  /** A script for the guest: the booted ESP is on /efi0, the mirrors at their mount points if `isMounted`. */
  readonly script: string;
  readonly isMounted: boolean;
  /** Whether the mirrors are to be equal then. */
  readonly isExact: boolean;
}

/**
 * esp-mirror, and what people put into a hook: one mirror after the other, and a sync, without which the disks would have
 * nothing for half a minute.
 */
export function mirrorTools(mountpoints: readonly string[]): readonly Tool[] {
  const eachThenSync = (copy: string) =>
    [...mountpoints.map((mountpoint) => `${copy} ${mountpoint}/`), 'sync'].join('; ');
  return [
    { name: 'esp-mirror', script: 'esp-mirror --quiet </run/set.mounted', isMounted: true, isExact: true },
    {
      name: 'esp-mirror, mount of its own',
      script: 'esp-mirror --quiet </run/set.unmounted',
      isMounted: false,
      isExact: true,
    },
    {
      name: 'rsync -a --delete',
      script: eachThenSync('rsync -a --delete --exclude=/loader/random-seed --exclude=/EFI/vendor /efi0/'),
      isMounted: true,
      isExact: false,
    },
    { name: 'cp -a', script: eachThenSync('cp -a /efi0/.'), isMounted: true, isExact: false },
  ];
}
