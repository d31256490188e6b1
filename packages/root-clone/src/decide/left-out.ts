import { deviceOfMount } from '@twinroot/lib-machine';
import { isAutofs, type Mount, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';
import { peerOf } from './find-device.ts';
import { type CloneFacts, disksOfSource } from './refuse.ts';
import type { MountPoint } from './step.ts';
import { isOwnDirectory, pathBelow } from './volumes.ts';

/**
 * Mount points of the source that rsync must not even look at: root has no access to a user's FUSE (mount.fuse3(8), allow_other), a
 * file system of a server that is gone answers nobody, and an automount would mount. The clone has empty directories there; those
 * of a user's FUSE are the user's.
 */
export function closedMountPoints(facts: CloneFacts): readonly MountPoint[] {
  return ofSource(facts).flatMap((mount): MountPoint[] => {
    const path = pathBelow(mount.mountpoint, rootOf(facts));
    if (isOwnDirectory(path) || path === '/' || !(isAutofs(mount) || isClosed(mount.fstype))) return [];
    const owner = ownerOf(mount);
    return [owner ? { path, owner } : { path }];
  });
}

/**
 * What is mounted in the source and has no part in the clone although it is on the disk that the clone does without, each as a
 * sentence: volumes that the map does not pair, and those in places where each root has its own.
 */
export function leftOut(facts: CloneFacts): readonly string[] {
  const { devices, ids, volumes } = facts;
  const old = disksOfSource(facts);
  return ofSource(facts).flatMap((mount) => {
    const device = deviceOfMount(facts, mount);
    const path = pathBelow(mount.mountpoint, rootOf(facts));
    if (
      !device ||
      (mount.root !== '/' && mount.fstype !== 'btrfs') ||
      volumes.some((volume) => volume.path === path)
    )
      return [];
    const peer = peerOf(devices, ids, device);
    const what = `${mount.mountpoint} (${device.path}) is not copied`;
    if (isOwnDirectory(path) && peer !== null)
      return [`${what}: what is mounted below /${path.split('/')[1]} is each root's own`];
    if (peer !== null || !device.disks.some((disk) => old.has(disk))) return [];
    return isOwnDirectory(path) && !isWithin(path, '/mnt')
      ? []
      : [`${what}: the map has no counterpart for it`];
  });
}

function ofSource(facts: CloneFacts): readonly Mount[] {
  const { source, mounts, to } = facts;
  if (source.kind === 'remote') return [];
  return visibleMounts(mounts).filter(
    ({ mountpoint }) => isWithin(mountpoint, source.root) && !isWithin(mountpoint, to),
  );
}

function rootOf({ source }: CloneFacts): string {
  return source.root;
}

function isClosed(fstype: string): boolean {
  return (
    /^fuse(?!blk)/.test(fstype) || /^(?:nfs4?|cifs|smb3|ceph|9p|afs|glusterfs|davfs|coda|ncpfs)$/.test(fstype)
  );
}

/** The user whose FUSE it is (Linux Documentation/filesystems/fuse.rst, user_id=N and group_id=N). */
function ownerOf({ fstype, superOptions }: Mount): MountPoint['owner'] {
  if (!/^fuse/.test(fstype)) return undefined;
  const [uid, gid] = ['user_id', 'group_id'].map((key) =>
    Number(superOptions.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1) ?? 0),
  );
  return uid === undefined || gid === undefined || uid === 0 ? undefined : { uid, gid };
}
