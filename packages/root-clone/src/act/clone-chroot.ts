import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReplacement } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import {
  type DeviceMount,
  openPrivateChroot,
  type PrivateChroot,
  privateMountPoint,
} from '@twinroot/lib-mount';
import { cloneSwaps } from '../decide/clone-swaps.ts';
import { hookDirectories } from '../decide/initrd-maker.ts';
import type { CloneFacts } from '../decide/refuse.ts';

/**
 * Opens the clone as a root in which its own programs run. They see its volumes at their places, and none of the first disk's; what
 * would be run after an initrd was made is hidden from them.
 *
 * @throws {ToolError} with what mount(8) said; EXIT 127 when the clone is no root that anything runs in
 */
export async function openCloneChroot(
  { volumes, sysroot, devices, ids }: CloneFacts,
  signal: AbortSignal,
): Promise<PrivateChroot> {
  const scratch = mkdtempSync(join(tmpdir(), 'root-clone-swaps-'));
  const swaps = join(scratch, 'swaps');
  const nodes = new Map(
    devices.flatMap(({ path }) => (existsSync(path) ? [[path, realpathSync(path)] as const] : [])),
  );
  const old = existsSync('/proc/swaps') ? readFileSync('/proc/swaps', 'latin1') : '';
  const mounts = volumes.map(
    ({ mountpoint, path }): DeviceMount => ({
      device: join(sysroot, mountpoint),
      target: path,
      fstype: 'none',
      options: 'bind',
    }),
  );
  try {
    const [root, ...below] = mounts;
    if (root === undefined) throw new Error('the clone has no root');
    await createReplacement({
      destination: swaps,
      temporary: join(scratch, temporaryName(0)),
      content: { bytes: Buffer.from(cloneSwaps(old, devices, ids, nodes), 'latin1'), mtime: 0 },
      replaces: false,
      verify: false,
    });
    const target = privateMountPoint(sysroot, `root-clone-${process.pid}`);
    const chroot = await openPrivateChroot(
      { root: { ...root, target }, below, hidden: hookDirectories, swaps },
      signal,
    );
    const close = async () => {
      try {
        await chroot.close();
      } finally {
        rmSync(scratch, { recursive: true });
      }
    };
    return { run: chroot.run, close };
  } catch (error) {
    rmSync(scratch, { recursive: true });
    throw error;
  }
}
