import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { parseMountinfo } from '@twinroot/lib-mountinfo';
import type { PrivateNamespace } from './private-mount.ts';

/** What was mounted below a mount point by others than us, in the order of mounting, as paths below that. */
export function mountsLeft({ holder, mounted }: PrivateNamespace, target: string): readonly string[] {
  if (!holder.isHolding()) return [];
  const mounts = parseMountinfo(readFileSync(`/proc/${holder.pid}/mountinfo`, 'latin1'));
  const left = mounts.map(({ mountpoint }) => mountpoint).filter((path) => path.startsWith(`${target}/`));
  for (const own of mounted) {
    const at = left.indexOf(own);
    if (at !== -1) left.splice(at, 1);
  }
  return left.map((path) => path.slice(target.length));
}

/** What runs in the namespace for processes that a holder has made, but its first process, by its names. */
export function processesLeft(holder: number): readonly string[] {
  const namespace = readlinkSync(`/proc/${holder}/ns/pid_for_children`);
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (readlinkSync(`/proc/${pid}/ns/pid`) !== namespace) return [];
      const [, name = '', state, parent] =
        /^\d+ \((.*)\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      // One that has ended stays as a zombie, as the first process waits for none.
      return Number(parent) === holder || state === 'Z' ? [] : [name];
    } catch (error) {
      // It has ended meanwhile; or may not be looked at, and so is not ours.
      if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return [];
      throw error;
    }
  });
}
