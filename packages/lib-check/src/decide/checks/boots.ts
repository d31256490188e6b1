import { parseBoots } from '@twinroot/lib-firmware';
import type { MachineFacts, MemberFacts } from '../facts/machine-facts.ts';
import { type Finding, finding } from '../finding.ts';
import type { MemberCase } from '../member-case.ts';

/** Where boots and drills are recorded, JSON Lines. */
export const bootsPath = '/var/lib/twinroot/boots';

/** When the machine was last booted from a member, in seconds since 1970; null where no record tells. */
export function lastBootOf(
  { texts }: Pick<MachineFacts, 'texts'>,
  { partuuid }: Pick<MemberFacts, 'partuuid'>,
): number | null {
  const boots = parseBoots(texts.get(bootsPath) ?? '').filter(({ member }) => member === partuuid);
  return boots.reduce<number | null>((last, { time }) => Math.max(last ?? 0, time), null);
}

/**
 * Whether the member with the role is what the firmware has started, as far as it tells. In a live system it was named in the place of
 * what was booted, which the option on another partition says.
 */
function wasBooted({ firmware }: MachineFacts, { role, partuuid }: MemberFacts): boolean {
  const option = firmware.options.find(({ number }) => number === firmware.current);
  return role === 'booted' && (option?.partuuid ?? partuuid) === partuuid;
}

/** Whether it is known that the machine boots from the member, and since when. */
export function checkBoots({ facts, member, booted }: MemberCase): readonly Finding[] {
  if (booted === null && wasBooted(facts, member)) return [finding('boots', 'ok', 'it is what was booted')];
  const unread = facts.unknown.get(bootsPath);
  if (unread !== undefined)
    return [finding('boots', 'unknown', `the record of boots cannot be read: ${unread}`)];
  const last = lastBootOf(facts, member);
  const drill = 'esp-which | esp-firmware --next';
  if (last === null)
    return [finding('boots', 'warn', 'no boot from it is on record', `${drill} PARTUUID=${member.partuuid}`)];
  const days = Math.floor((facts.host.time - last) / 86_400);
  return [finding('boots', 'ok', `last booted ${days} days ago`)];
}
