import { disksOf, type MachineFacts } from '@twinroot/lib-check';
import { type Refusal, refused } from '@twinroot/lib-failure';

/** A disk that is asked about, by its node; a partition of it will not do: a disk dies as a whole. */
export function askedDisk(facts: Pick<MachineFacts, 'devices'>, given: string): string | Refusal {
  const path = given.startsWith('/') ? given : `/dev/${given}`;
  const disks = disksOf(facts);
  if (disks.includes(path)) return path;
  const device = facts.devices.find((one) => one.path === path);
  const all = disks.length === 0 ? 'none' : disks.join(', ');
  if (device === undefined) return refused(`--without ${given}: there is no such disk; there are ${all}`);
  return refused(`--without ${given}: that is not a disk, but on ${device.disks.join(', ')}`);
}

/** The PARTUUID of a member that is asked about. */
export function askedMember({ members }: Pick<MachineFacts, 'members'>, given: string): string | Refusal {
  const [, id] = /^PARTUUID=(.+)$/i.exec(given) ?? [];
  const found = members.find(
    ({ partuuid, path, mountpoint }) =>
      partuuid === id?.toLowerCase() || path === given || (mountpoint !== null && mountpoint === given),
  );
  if (found !== undefined) return found.partuuid;
  const names = members.map(({ partuuid, path }) => path ?? `PARTUUID=${partuuid}`);
  return refused(`--member ${given}: it is not a member of the set: ${names.join(', ') || 'there is none'}`);
}
