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

/** Whether it is known that the machine boots from the member, and since when. */
export function checkBoots({ facts, member, booted }: MemberCase): readonly Finding[] {
  if (booted === null && member.role === 'booted') return [finding('boots', 'ok', 'it is what was booted')];
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
