import { readFstab } from '@twinroot/lib-fstab';
import { readMountTable } from '@twinroot/lib-mountinfo';
import { plainPath } from '@twinroot/lib-sysroot';
import type { FoundPath } from '../decide/found-path.ts';
import type { MachineFacts } from '../decide/judge-machine.ts';
import { findPath } from './find-path.ts';

/** What there is to know about a machine, and about these paths on it. */
export async function readMachineFacts(sysroot: string, paths: readonly string[]): Promise<MachineFacts> {
  const { mounts, live } = await readMountTable(sysroot);
  const wanted = (await readFstab(sysroot)).map(({ mountpoint }) => mountpoint);
  const found = new Map(paths.map((path) => [path, live ? findPath(sysroot, path) : captured(path)]));
  // To look at a path may have mounted what it leads to.
  return { mounts: live ? (await readMountTable(sysroot)).mounts : mounts, wanted, paths: found };
}

/** Of a captured machine only the mounts are known: its paths are taken to be there. */
function captured(path: string): FoundPath {
  return { real: plainPath(path), is: 'directory' };
}
