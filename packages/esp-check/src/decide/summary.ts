import { type Judgement, nameOfMember } from '@twinroot/lib-check';

/**
 * One line a member, for people; where there is none, one that says so.
 *
 * @param lost device nodes of the disks that are asked about; null: of each member, all others
 */
export function summaryOf(judgements: readonly Judgement[], lost: readonly string[] | null): string {
  const how = lost === null ? 'alone' : `without ${lost.join(', ')}`;
  if (judgements.length === 0)
    return `WOULD NOT boot ${how}: none of the members that are asked about is left\n`;
  return judgements.map((judgement) => `${lineOf(judgement, how)}\n`).join('');
}

function lineOf({ member, verdict, findings }: Judgement, how: string): string {
  const { path, partuuid } = member;
  const name = nameOfMember(member);
  const device = path === null || path === name ? '' : ` (${path})`;
  const line = (text: string, fix: string | null) =>
    `${name === partuuid ? `PARTUUID=${name}` : name}${device} ${text}${fix === null ? '' : ` — ${fixText(fix)}`}`;
  if (verdict.state === 'fail') return line(`WOULD NOT boot ${how}: ${verdict.why}`, verdict.fix);
  if (verdict.state === 'unknown') return line(`may or may not boot ${how}: ${verdict.why}`, verdict.fix);
  const warnings = findings.filter(({ state }) => state === 'warn');
  const [first] = warnings;
  if (first === undefined) return line(`boots ${how}`, null);
  const more = warnings.length === 1 ? '' : ` (and ${warnings.length - 1} more)`;
  return line(`boots ${how}; ${first.check}: ${first.why}${more}`, first.fix);
}

function fixText(fix: string): string {
  return fix.startsWith('guide: ') ? `see the guide ${fix.slice('guide: '.length)}` : `run: ${fix}`;
}
