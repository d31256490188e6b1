import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { readBtrfsUuid } from '@twinroot/lib-btrfs';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { mountIn, openPrivateNamespace, privateMountPoint } from '@twinroot/lib-mount';
import {
  type Mount,
  mountAt,
  mountHolding,
  readMountinfo,
  readMountsEverywhere,
} from '@twinroot/lib-mountinfo';
import { realPathBelow } from '@twinroot/lib-sysroot';
import { idOfSubvolume } from '../decide/layout.ts';

/** The top of the btrfs with the generations, open until it is closed. */
export interface OpenTop {
  readonly kind: 'open';
  /** The path to use for everything below it. */
  readonly path: string;
  /** What people know it by: a device node, or the directory as it was given. */
  readonly name: string;
  /** What is mounted there: a device node. */
  readonly device: string;
  /** Of the btrfs; null: not known. */
  readonly uuid: string | null;
  /** The subvolume, below the top, that is mounted as the root below the sysroot; empty: the top; null: none of this btrfs. */
  readonly rootSubvolume: string | null;
  /** The mounts of this btrfs as they are now, in all namespaces whose processes can be asked; its own, of the top, is among them. */
  readMounts(): readonly Mount[];
  /** Id of the generation from which the machine runs; null: from none. */
  readonly booted: string | null;
  close(): Promise<void>;
}

/** How the top is opened. */
export interface OpenTopAs {
  /** Where it is mounted; absent: it is mounted for the run, where nobody else sees it. */
  readonly top: string | undefined;
  /** Whether nothing is written. */
  readonly readOnly: boolean;
}

/**
 * Opens the top of the btrfs that holds the root of a machine, or the one that was named.
 *
 * @param sysroot absolute
 * @throws {ToolError} when it cannot be mounted
 * @throws {NodeJS.ErrnoException} when there is no such directory
 */
export async function openTop(
  sysroot: string,
  { top, readOnly }: OpenTopAs,
  signal?: AbortSignal,
): Promise<OpenTop | Refusal> {
  // Whatever is below sysroot is mounted here.
  const mounts = await readMountinfo('/');
  const base = realpathSync(sysroot);
  const root = mountHolding(mounts, base);
  const of = (
    path: string,
    name: string,
    { majmin, source }: Mount,
    close: () => Promise<void>,
  ): OpenTop => ({
    kind: 'open',
    path,
    name,
    device: source,
    uuid: readBtrfsUuid(source),
    rootSubvolume: root?.majmin === majmin && root.mountpoint === base ? root.root.replace(/^\/+/, '') : null,
    readMounts: () =>
      readMountsEverywhere().filter((mount) => mount.majmin === majmin && mount.fstype === 'btrfs'),
    booted: base === '/' && root?.majmin === majmin ? idOfSubvolume(root.root) : null,
    close,
  });
  if (top !== undefined) {
    const place = realpathSync(join(base, realPathBelow(base, top).path));
    const mount = mountAt(mounts, place);
    if (mount?.fstype !== 'btrfs') return refused(`${top} is not where a btrfs is mounted`);
    if (mount.root !== '/')
      return refused(`${mount.root} of ${mount.source} is mounted on ${top}, not its top`);
    return of(place, top, mount, async () => undefined);
  }
  if (root?.fstype !== 'btrfs' || root.mountpoint !== base)
    return refused(
      `the root is ${root?.mountpoint === base ? root.fstype : 'no mount'}, not a btrfs: name its top with --top`,
    );
  const namespace = await openPrivateNamespace(signal);
  try {
    const target = privateMountPoint(base, root.source.replace(/[^A-Za-z0-9]+/g, '-'));
    const options = ['subvolid=5', ...(readOnly ? ['ro'] : [])].join(',');
    const path = await mountIn(namespace, { device: root.source, target, fstype: 'btrfs', options });
    return of(path, root.source, root, () => namespace.close());
  } catch (error) {
    await namespace.close();
    throw error;
  }
}
