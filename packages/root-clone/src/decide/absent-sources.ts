import { deviceOfMount } from '@twinroot/lib-machine';
import { isAutofs, mountAt, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';
import { devicesNamed, peerOf } from './find-device.ts';
import type { CloneFacts } from './refuse.ts';
import type { UsedId } from './used-ids.ts';
import { isOwnDirectory } from './volumes.ts';

/**
 * The file systems that the source's fstab has, that the map puts in another's place, and that are not mounted: the clone
 * would lack them, and a peer that is mounted would be emptied. A source that is no file system of the map itself, but some
 * directory, is no machine that mounts anything: it may have all in one.
 */
export function absentSources(used: readonly UsedId[], facts: CloneFacts): readonly string[] {
  const { source, mounts, devices, ids, to } = facts;
  // Below the directory that is written nothing is told apart; that is refused already.
  if (source.kind === 'remote' || isWithin(source.root, to)) return [];
  const { root } = source;
  const mount = mountAt(mounts, root);
  const device = mount && deviceOfMount(facts, mount);
  if (!device || peerOf(devices, ids, device) === null) return [];
  const mounted = visibleMounts(mounts).filter(
    (each) => isWithin(each.mountpoint, root) && !isWithin(each.mountpoint, to) && !isAutofs(each),
  );
  return used.flatMap(({ id, path, line, mountpoint }) => {
    if (mountpoint === undefined || isOwnDirectory(mountpoint) || ids.device(id) === null) return [];
    const place =
      root === '/' ? mountpoint : `${root}${mountpoint}`.replace(/(?<=[^/])\/+$|(?<=^\/)\/+$/, '');
    const named = devicesNamed(devices, id).map((each) => each.path);
    const isMounted = mounted.some(
      (each) => each.mountpoint === place || named.includes(deviceOfMount(facts, each)?.path ?? ''),
    );
    return isMounted ? [] : [`${place} of the source is not mounted, but ${path}, line ${line}, lists it`];
  });
}
