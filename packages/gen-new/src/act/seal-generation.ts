import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setReadOnly } from '@twinroot/lib-btrfs';
import { createReplacement, renameDurably, syncFilesystem } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import { rootName } from '@twinroot/lib-generation';
import { realPathBelow } from '@twinroot/lib-sysroot';
import type { GenerationPlan } from '../decide/generation-plan.ts';

/** Locks whose presence alone keeps a package manager from its work; below a root. */
const presentLocks = ['var/lib/pacman/db.lck', 'run/zypp.pid', 'var/run/zypp.pid'];

/**
 * Writes what is a generation's own: its fstab, the places at which something is mounted, and no lock of a package manager.
 *
 * @param top where the top of the btrfs is reached
 * @throws {Error} when the root has no directory etc
 * @throws {DurableError} when fstab cannot be written
 */
export async function writeOwn(top: string, { making, fstab, mounts }: GenerationPlan): Promise<void> {
  const root = join(top, making, rootName);
  if (!lstatSync(join(root, 'etc'), { throwIfNoEntry: false })?.isDirectory())
    throw new Error('its root has no directory etc');
  for (const { mountpoint } of mounts) {
    const { path } = realPathBelow(root, mountpoint);
    // A root that can only be read makes no places for mounts by itself.
    mkdirSync(join(root, path), { recursive: true });
  }
  const place = join(root, 'etc/fstab');
  // A link that a command has put there may lead out of the root.
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(place);
  await createReplacement({
    destination: place,
    temporary: join(root, 'etc', temporaryName(0)),
    content: {
      bytes: Buffer.from(fstab, 'latin1'),
      mtime: Math.floor(Date.now() / 1000),
      owner: { mode: 0o644, uid: 0, gid: 0 },
    },
    replaces: lstatSync(place, { throwIfNoEntry: false }) !== undefined,
    verify: false,
  });
  for (const lock of presentLocks) {
    const { path } = realPathBelow(root, `/${lock}`);
    const at = join(root, path);
    if (lstatSync(at, { throwIfNoEntry: false })?.isFile()) rmSync(at);
  }
}

/** Marks a generation as one that is never deleted by gen-prune. */
export async function keepGeneration(top: string, { making }: GenerationPlan): Promise<void> {
  await createReplacement({
    destination: join(top, making, 'keep'),
    temporary: join(top, making, temporaryName(0)),
    content: { bytes: Buffer.alloc(0), mtime: Math.floor(Date.now() / 1000) },
    replaces: false,
    verify: false,
  });
}

/**
 * Seals a generation: its root can only be read, all of it is on the disk, and only then it gets its name.
 *
 * @throws {ToolError} with what btrfs(8) or sync(1) said
 */
export async function seal(top: string, { making, sealed, snapshots }: GenerationPlan): Promise<void> {
  for (const { name, isSealed } of snapshots) if (isSealed) await setReadOnly(join(top, making, name), true);
  await syncFilesystem(join(top, making));
  await renameDurably(join(top, making), join(top, sealed));
  await syncFilesystem(top);
}
