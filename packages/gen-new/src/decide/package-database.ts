import { parseFstabLine, unescapeField } from '@twinroot/lib-fstab';
import { templateMounts } from '@twinroot/lib-generation';
import { isWithin } from '@twinroot/lib-sysroot';

/** Package managers, and where each keeps what is installed: the first of these that is there, or the last. */
const managers = [
  { program: '/sbin/apk', databases: ['/lib/apk/db'] },
  { program: '/usr/bin/dpkg', databases: ['/var/lib/dpkg'] },
  { program: '/usr/bin/pacman', databases: ['/var/lib/pacman'] },
  // Fedora's is in /usr since 36.
  { program: '/usr/bin/rpm', databases: ['/usr/lib/sysimage/rpm', '/var/lib/rpm'] },
] as const;

/**
 * Data bases of package managers that are no part of a generation, in words. Such a one says after a way back, or when an upgrade has failed,
 * that packages are installed that are not.
 *
 * @param template text of the file `fstab` at the top
 * @param isThere whether there is something at an absolute path of the root
 */
export function sharedDatabases(template: string, isThere: (path: string) => boolean): readonly string[] {
  const own = new Set(
    templateMounts(template, 'own').flatMap(({ mountpoint, isOwn }) => (isOwn ? [mountpoint] : [])),
  );
  const mountpoints = mountpointsOf(template);
  return managers.flatMap(({ program, databases }) => {
    if (!isThere(program)) return [];
    const database = databases.find(isThere) ?? databases.at(-1) ?? '';
    const around = mountpoints
      .filter((path) => isWithin(database, path))
      .toSorted((a, b) => a.length - b.length)
      .at(-1);
    if (around === undefined || own.has(around)) return [];
    return [
      `${database} is on ${around}, which is no part of a generation: what it says is installed does not go back with one, nor when an upgrade fails`,
    ];
  });
}

/** Where a fstab mounts something below the root, without a slash at the end. */
export function mountpointsOf(fstab: string): readonly string[] {
  return fstab.split(/\r?\n/).flatMap((line) => {
    const path = unescapeField(parseFstabLine(line)?.mountpoint.text ?? '').replace(/\/+$/, '');
    return path.startsWith('/') ? [path] : [];
  });
}
