import { shownFile } from '@twinroot/lib-firmware';
import type { MemberAccess } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { hasProgram } from './member-programs.ts';

/**
 * Why a member would not boot by itself, as a clause; null when nothing says so. This is the one place where a drill asks: whoever
 * knows more of it is asked here. Now it is only known whether the member has what firmware is told to start.
 *
 * @param file what firmware starts, as it names it
 * @throws {Error} when the member cannot be read
 */
export async function whyNotBoot(
  access: MemberAccess,
  member: EspMember,
  file: string,
): Promise<string | null> {
  return (await hasProgram(access, member, file)) ? null : `it has no ${shownFile(file)}`;
}
