import { type Finding, isLink } from './finding.ts';

/** Whether the machine comes up. */
export interface Verdict {
  readonly state: 'ok' | 'fail' | 'unknown';
  readonly why: string;
  readonly fix: string | null;
}

/** The verdict on what was found: the first link that is missing, else the first that is not known. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  for (const state of ['fail', 'unknown'] as const) {
    const first = findings.find((one) => one.state === state && (state === 'fail' || isLink(one.check)));
    if (first !== undefined) return { state, why: `${first.check}: ${first.why}`, fix: first.fix };
  }
  const warnings = findings.filter((one) => one.state === 'warn');
  const [first] = warnings;
  if (first === undefined) return { state: 'ok', why: 'it comes up', fix: null };
  const more = warnings.length === 1 ? '' : ` (and ${warnings.length - 1} more)`;
  return { state: 'ok', why: `it comes up; ${first.check}: ${first.why}${more}`, fix: first.fix };
}
