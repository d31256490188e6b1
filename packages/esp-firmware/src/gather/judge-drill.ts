import { judge, readMachineFacts } from '@twinroot/lib-check';
import { shownFile } from '@twinroot/lib-firmware';
import type { MemberAccess } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { hasProgram } from './member-programs.ts';

/** Whether a member would boot, with all disks there: why not, or what is not known of it, as clauses. */
export interface DrillJudgement {
  readonly refusal: string | null;
  readonly doubt: string | null;
}

/**
 * Judges a member from which the machine is to boot once, as esp-check does when no disk is lost. What is not known is a doubt and no
 * refusal: a boot that fails is over with the next one.
 *
 * @param set all members, of both kinds
 * @param file what firmware starts, as it names it
 * @throws {Error} when the member cannot be read
 */
export async function judgeDrill(
  access: MemberAccess,
  set: readonly EspMember[],
  member: EspMember,
  file: string,
  signal: AbortSignal,
): Promise<DrillJudgement> {
  if (!(await hasProgram(access, member, file)))
    return { refusal: `it has no ${shownFile(file)}`, doubt: null };
  const facts = await readMachineFacts(access, set, { scrub: false, signal });
  const verdict = judge(facts, []).find(({ member: { partuuid } }) => partuuid === member.partuuid)?.verdict;
  return {
    refusal: verdict?.state === 'fail' ? verdict.why : null,
    doubt: verdict?.state === 'unknown' ? verdict.why : null,
  };
}
