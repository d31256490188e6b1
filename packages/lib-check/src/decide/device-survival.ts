import { type BlockDevice, deviceOfPath } from '@twinroot/lib-blockdev';
import type { MachineFacts, MdArray } from './facts/machine-facts.ts';
import { redundant, type Survival, whole, worstOf } from './survival.ts';

/** What becomes of a device, by its node. */
export type SurvivalOf = (path: string) => Survival;

type Facts = Pick<MachineFacts, 'devices' | 'arrays' | 'volumes'>;

/** What becomes of each device when these disks are lost. */
export function deviceSurvival(facts: Facts, lostDisks: ReadonlySet<string>): SurvivalOf {
  const known = new Map<string, Survival>();
  const look: SurvivalOf = (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    // What lies on itself, which no kernel has, ends here.
    known.set(path, { kind: 'unknown', why: `${path} lies on itself` });
    const device = deviceOfPath(facts.devices, path);
    const found: Survival = lostDisks.has(path)
      ? { kind: 'lost', why: `${path} is lost` }
      : device === null
        ? { kind: 'lost', why: `${path} is not there` }
        : ofDevice(facts, device, look);
    known.set(path, found);
    return found;
  };
  return look;
}

function ofDevice(facts: Facts, device: BlockDevice, look: SurvivalOf): Survival {
  const { path, type, parents } = device;
  const array = facts.arrays.find((one) => one.path === path);
  if (array !== undefined && isTold(array)) return arraySurvival(array, look);
  if (array !== undefined || /^(?:raid\d|linear|md)/.test(type))
    return unlessWhole(
      parents,
      look,
      `how many parts of the array ${path} are there, and in sync, is not known`,
    );
  if (type === 'mpath') return redundant(path, parents.map(look), parents.length - 1);
  const volume = facts.volumes.find((one) => one.path === path);
  if (type === 'lvm' && volume !== undefined) return volumeSurvival(device, volume.segtype, look);
  const survival = worstOf(parents.map(look));
  // Over several parts, without a word on how they are joined.
  return type === 'lvm' && parents.length > 1 && survival.kind === 'lost'
    ? { kind: 'unknown', why: `how the logical volume ${path} is laid out is not known` }
    : survival;
}

function unlessWhole(parents: readonly string[], look: SurvivalOf, why: string): Survival {
  return worstOf(parents.map(look)).kind === 'whole' ? whole : { kind: 'unknown', why };
}

/** Whether the kernel told how many parts an array has, which are there, and how each is: of a container of other metadata it does not. */
function isTold({ raidDisks, parts }: MdArray): boolean {
  return raidDisks > 0 && parts.length > 0 && parts.every(({ state }) => state !== '');
}

/** What md's levels can lose (md(4)); of raid10 it depends on which, and one is always allowed. */
const mostLost: ReadonlyMap<string, number> = new Map([
  ['raid4', 1],
  ['raid5', 1],
  ['raid6', 2],
  ['raid10', 1],
]);

function arraySurvival({ path, level, raidDisks, action, parts }: MdArray, look: SurvivalOf): Survival {
  const inSync = parts.filter(({ state }) => state.split(',').includes('in_sync'));
  const most = level === 'raid1' ? raidDisks - 1 : (mostLost.get(level) ?? 0);
  const lostParts = inSync.filter((part) => look(part.path).kind === 'lost').length;
  const missing = Math.max(0, raidDisks - inSync.length);
  const waits = parts.find(
    (part) => !inSync.includes(part) && !/faulty/.test(part.state) && look(part.path).kind !== 'lost',
  );
  if (missing + lostParts > most) {
    const rest = inSync.length - lostParts;
    const sync = waits === undefined || lostParts === 0 ? '' : `: ${waits.path} is not in sync (${action})`;
    return { kind: 'lost', why: `${path} (${level}) keeps ${rest} of ${raidDisks} parts${sync}` };
  }
  const found = redundant(
    `${path} (${level})`,
    inSync.map(({ path: part }) => look(part)),
    most,
  );
  if (found.kind !== 'degraded' && missing > 0 && lostParts === 0)
    return {
      kind: 'degraded',
      why: `${path} (${level}) is without ${missing} of its ${raidDisks} parts now`,
    };
  return found;
}

/** lsblk lists the images of a redundant volume as devices below it (lvmraid(7)). */
function volumeSurvival({ path, parents }: BlockDevice, segtype: string, look: SurvivalOf): Survival {
  const images = parents.filter((parent) => /_m?r?image_\d+$/.test(parent));
  // Of a `mirror` no part may be missing: activation_mode=degraded is for RAID only (lvm.conf(5)).
  const level = segtype === 'raid1' ? images.length - 1 : lostOfSegments(segtype);
  if (level === null || images.length === 0) return worstOf(parents.map(look));
  return redundant(`the logical volume ${path} (${segtype})`, images.map(look), level);
}

function lostOfSegments(segtype: string): number | null {
  const [, digits] = /^raid(\d+)/.exec(segtype) ?? [];
  return digits === undefined ? null : (mostLost.get(`raid${digits}`) ?? null);
}
