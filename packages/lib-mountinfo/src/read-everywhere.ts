import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { MountinfoError } from './mountinfo-error.ts';
import { type Mount, parseMountinfo } from './parse.ts';

/** A process that has ended, one that is about to, or one that is hidden from us. */
const passedOver: ReadonlySet<string> = new Set(['ENOENT', 'ESRCH', 'EINVAL', 'EACCES', 'EPERM']);

/**
 * The mounts that any process sees which can be asked: those of containers and services that have mounts of their own, too. Mount
 * points are as each of them names its own; one mount may come several times.
 *
 * A process in a chroot sees less than others of its namespace (fs/proc_namespace.c, show_mountinfo), so each root directory is asked.
 *
 * @throws {MountinfoError} READ without /proc, MALFORMED
 */
export function readMountsEverywhere(): readonly Mount[] {
  const seen = new Set<string>();
  const mounts: Mount[] = [];
  for (const pid of processes()) {
    try {
      const view = `${readlinkSync(`/proc/${pid}/ns/mnt`)} ${readlinkSync(`/proc/${pid}/root`)}`;
      if (seen.has(view)) continue;
      mounts.push(...parseMountinfo(readFileSync(`/proc/${pid}/mountinfo`, 'utf8')));
      seen.add(view);
    } catch (error) {
      if (!passedOver.has(errorCode(error) ?? '')) throw error;
    }
  }
  return mounts;
}

function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch (cause) {
    throw new MountinfoError('READ', 'cannot read /proc, and so not what is mounted', { cause });
  }
}
