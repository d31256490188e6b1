import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '@twinroot/lib-failure';
import { readMachine } from '@twinroot/lib-machine';
import { type Mount, mountAt } from '@twinroot/lib-mountinfo';
import type { Placement } from '../decide/placement.ts';
import type { BindFacts, MountPointState } from '../decide/plan.ts';

/**
 * Reads the machine and looks at the mount points that are to be used.
 *
 * @throws what readMachine throws, and NodeJS.ErrnoException for a mount point that cannot be looked at
 */
export async function readBindFacts(
  sysroot: string,
  placed: readonly Placement[],
  signal: AbortSignal,
): Promise<BindFacts & { readonly live: boolean }> {
  const { mounts, devices, sources, live } = await readMachine(sysroot, signal);
  const mountPoints = new Map<string, MountPointState>();
  for (const { target } of placed) {
    const found = stateOf(sysroot, mounts, target);
    // A captured machine need not have its empty directories.
    mountPoints.set(target, found.state === 'missing' && !live ? { state: 'unknown' } : found);
  }
  return { mounts, devices, sources, mountPoints, live };
}

/** Looks at a mount point and the way there. What is a mount is not touched: it may be an automount. */
function stateOf(sysroot: string, mounts: readonly Mount[], target: string): MountPointState {
  const names = target.slice(1).split('/');
  for (const [index] of names.entries()) {
    const path = `/${names.slice(0, index + 1).join('/')}`;
    if (mountAt(mounts, path)) continue;
    const found = statsOf(join(sysroot, path));
    if (found === null) return { state: 'missing' };
    if (found.isSymbolicLink()) return { state: 'symlink', path };
    if (!found.isDirectory()) return { state: 'not a directory', path };
  }
  if (mountAt(mounts, target)) return { state: 'covered' };
  const inside = readdirSync(join(sysroot, target)).sort();
  return inside.length === 0 ? { state: 'empty' } : { state: 'filled', names: inside };
}

function statsOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
