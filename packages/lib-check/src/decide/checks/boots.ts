import type { MachineFacts, MemberFacts } from '../facts/machine-facts.ts';
import { type Finding, finding } from '../finding.ts';
import type { MemberCase } from '../member-case.ts';

/** Where boots and drills are recorded, JSON Lines. */
export const bootsPath = '/var/lib/twinroot/boots';

/** A boot of which a record tells. */
export interface RecordedBoot {
  /** Seconds since 1970. */
  readonly time: number;
  /** PARTUUID. */
  readonly member: string;
}

/** The boots of a text of JSON Lines; a line that is none is passed over: what was written last may be cut. */
export function recordedBoots(text: string): readonly RecordedBoot[] {
  return text.split('\n').flatMap((line) => {
    try {
      const { time, member }: { readonly time?: unknown; readonly member?: unknown } = JSON.parse(line) ?? {};
      const seconds = typeof time === 'string' ? Date.parse(time) / 1000 : time;
      return typeof seconds === 'number' && Number.isFinite(seconds) && typeof member === 'string'
        ? [{ time: seconds, member: member.toLowerCase() }]
        : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });
}

/** When the machine was last booted from a member, in seconds since 1970; null where no record tells. */
export function lastBootOf(
  { texts }: Pick<MachineFacts, 'texts'>,
  { partuuid }: Pick<MemberFacts, 'partuuid'>,
): number | null {
  const boots = recordedBoots(texts.get(bootsPath) ?? '').filter(({ member }) => member === partuuid);
  return boots.reduce<number | null>((last, { time }) => Math.max(last ?? 0, time), null);
}

/** Whether it is known that the machine boots from the member, and since when. */
export function checkBoots({ facts, member, booted }: MemberCase): readonly Finding[] {
  if (booted === null && member.role === 'booted') return [finding('boots', 'ok', 'it is what was booted')];
  const last = lastBootOf(facts, member);
  const drill = 'esp-which | esp-firmware --next';
  if (last === null)
    return [finding('boots', 'warn', 'no boot from it is on record', `${drill} PARTUUID=${member.partuuid}`)];
  const days = Math.floor((facts.host.time - last) / 86_400);
  return [finding('boots', 'ok', `last booted ${days} days ago`)];
}
