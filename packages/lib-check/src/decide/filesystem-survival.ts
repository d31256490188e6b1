import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { SurvivalOf } from './device-survival.ts';
import type { BtrfsFacts, MachineFacts, ZfsPool } from './facts/machine-facts.ts';
import { redundant, type Survival, worstOf } from './survival.ts';

type Facts = Pick<MachineFacts, 'devices' | 'btrfs' | 'pools'>;

/** What becomes of the file system on a device, which may have more devices. */
export function filesystemSurvival(facts: Facts, device: BlockDevice, look: SurvivalOf): Survival {
  if (device.fstype !== 'btrfs' || device.uuid === null) return look(device.path);
  const btrfs = facts.btrfs.find(({ uuid }) => uuid.toLowerCase() === device.uuid?.toLowerCase());
  if (btrfs !== undefined) return btrfsSurvival(btrfs, look);
  const all = facts.devices.filter((one) => one.fstype === 'btrfs' && one.uuid === device.uuid);
  const survival = worstOf(all.map(({ path }) => look(path)));
  if (all.length <= 1 || survival.kind === 'whole') return survival;
  return {
    kind: 'unknown',
    why: `how the btrfs ${device.uuid} lies on its ${all.length} devices is not known`,
  };
}

/** What becomes of a pool of ZFS: it needs each of its top-level vdevs (zpoolconcepts(7)). */
export function poolSurvival({ name, vdevs }: ZfsPool, look: SurvivalOf): Survival {
  return worstOf(
    vdevs.map(({ type, disks }) => {
      const parts = disks.map(
        ({ path, isOnline }): Survival =>
          isOnline ? look(path) : { kind: 'lost', why: `${path} is not online` },
      );
      const parity = Number(/^raidz(\d)/.exec(type)?.[1] ?? 0);
      const most = /^mirror/.test(type) ? disks.length - 1 : parity;
      return redundant(`${type} of the pool ${name}`, parts, most);
    }),
  );
}

/** How many devices a profile can lose (mkfs.btrfs(8), "PROFILES"); of the others, none that has a part of it. */
const mostLost: ReadonlyMap<string, number> = new Map([
  ['raid1', 1],
  ['raid1c3', 2],
  ['raid1c4', 3],
  ['raid10', 1],
  ['raid5', 1],
  ['raid6', 2],
]);

function btrfsSurvival({ uuid, devices }: BtrfsFacts, look: SurvivalOf): Survival {
  const name = `the btrfs ${uuid}`;
  const there = devices.map(({ path, ...more }) => ({
    ...more,
    path,
    survival: path === null ? ({ kind: 'lost', why: `a device of ${name} is missing` } as const) : look(path),
  }));
  const lost = there.filter(({ survival }) => survival.kind === 'lost');
  const unknown = there.find(({ survival }) => survival.kind === 'unknown');
  if (lost.length === 0 && unknown === undefined) return worstOf(there.map(({ survival }) => survival));
  if (lost.length === devices.length) return { kind: 'lost', why: `${name} loses all of its devices` };
  const broken = there.find(({ survival, isWriteable }) => survival.kind !== 'lost' && isWriteable === false);
  if (broken !== undefined)
    return { kind: 'lost', why: `device ${broken.id} of ${name}, ${broken.path}, is not writeable` };
  for (const { path, chunks, survival } of there) {
    if (survival.kind !== 'lost' && survival.kind !== 'unknown') continue;
    // Of a missing device btrfs still tells what is allocated on it.
    if (chunks === null) return { kind: 'unknown', why: `what ${name} has on ${path} is not known` };
    for (const { kind, profile, bytes } of chunks) {
      const most = mostLost.get(profile) ?? 0;
      if (bytes === 0 || lost.length <= most) continue;
      const what =
        most === 0 ? `${kind} of the profile ${profile}` : `more of its ${kind} than ${profile} can lose`;
      return { kind: 'lost', why: `${name} loses ${what} with ${path ?? 'a device that is missing'}` };
    }
  }
  if (unknown !== undefined) return unknown.survival;
  return { kind: 'degraded', why: `${name} is without ${lost.length} of its ${devices.length} devices` };
}
