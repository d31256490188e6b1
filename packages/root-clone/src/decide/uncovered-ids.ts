import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { IdMap } from '@twinroot/lib-idmap';
import { devicesNamed, namesOf } from './find-device.ts';
import type { UsedId } from './used-ids.ts';

/** What tells whether an id may stay as it is. */
export interface Known {
  readonly ids: IdMap;
  /** The same map the other way round: what is mounted from the new disk already. */
  readonly inverse: IdMap;
  /** Ids that are to stay. */
  readonly kept: ReadonlySet<string>;
  /** The devices of the machine with the source; null when it is another one. */
  readonly devices: readonly BlockDevice[] | null;
  /** The device nodes that links lead to, of udev's as a rule. */
  readonly links: ReadonlyMap<string, string>;
  /** Disks of the source. */
  readonly oldDisks: ReadonlySet<string>;
}

/**
 * The ids that a clone would take along although they are of the disk that it is to do without: the map has no new one, and
 * they are not known to lie on another disk.
 */
export function uncoveredIds(used: readonly UsedId[], known: Known): readonly UsedId[] {
  const { ids, inverse, kept } = known;
  return used.filter(({ id }) => {
    if (ids.device(id) !== null || inverse.device(id) !== null || kept.has(id)) return false;
    return !isElsewhere(id, known) && !isOpened(id, known);
  });
}

/** Whether it is what is open in a LUKS volume that the map covers: the clone opens its own by the same name, of crypttab. */
function isOpened(id: string, { ids, devices }: Known): boolean {
  const open = devicesNamed(devices ?? [], id).filter(({ type }) => type === 'crypt');
  const volumes = (devices ?? []).filter(({ path }) => open.some(({ parents }) => parents.includes(path)));
  return volumes.some((volume) => namesOf(volume).some((name) => ids.device(name) !== null));
}

/** Whether it is a device that is there, on another disk, too: a third one, or an array that outlives the first one. */
function isElsewhere(id: string, { devices, links, oldDisks }: Known): boolean {
  const found = devicesNamed(devices ?? [], links.get(id) ?? id);
  return found.length > 0 && found.every(({ disks }) => disks.some((disk) => !oldDisks.has(disk)));
}
