import { existsSync, lstatSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
import { withoutPeerVolumes } from '../decide/peer-volumes.ts';
import type { CloneFacts } from '../decide/refuse.ts';
import type { OpenVolumes } from './open-volumes.ts';

/**
 * Opens the clone as a root in which its own programs run. They see its volumes at their places, and none of the first disk's; what
 * would be run after an initrd was made is hidden from them, as are the lines of crypttab for the first disk's volumes.
 *
 * @throws {ToolError} with what mount(8) said; EXIT 127 when the clone is no root that anything runs in
 */
export async function openCloneChroot(
  { volumes, sysroot, devices, ids }: CloneFacts,
  open: OpenVolumes,
  signal: AbortSignal,
): Promise<PrivateChroot> {
  const scratch = mkdtempSync(join(tmpdir(), 'root-clone-chroot-'));
  const swaps = join(scratch, 'swaps');
  const crypttab = join(scratch, 'crypttab');
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
    await put(swaps, cloneSwaps(old, devices, ids, nodes));
    await put(crypttab, withoutPeerVolumes(textOf(open.path('/etc/crypttab')), ids));
    const target = privateMountPoint(sysroot, `root-clone-${process.pid}`);
    const chroot = await openPrivateChroot(
      {
        root: { ...root, target },
        below,
        hidden: hookDirectories,
        files: [{ file: crypttab, path: '/etc/crypttab' }],
        swaps,
      },
      signal,
    );
    const close = async () => {
      try {
        await chroot.close();
      } finally {
        rmSync(scratch, { recursive: true });
      }
    };
    return { ...chroot, close };
  } catch (error) {
    rmSync(scratch, { recursive: true });
    throw error;
  }
}

async function put(path: string, text: string): Promise<void> {
  await createReplacement({
    destination: path,
    temporary: join(dirname(path), temporaryName(0)),
    content: { bytes: Buffer.from(text, 'latin1'), mtime: 0 },
    replaces: false,
    verify: false,
  });
}

function textOf(path: string): string {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'latin1') : '';
}
