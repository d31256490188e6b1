import type { MachineFacts } from '../src/decide/facts/machine-facts.ts';
import type { CheckName, Finding } from '../src/decide/finding.ts';
import { judge } from '../src/decide/judge.ts';
import { espA, espB } from './machine-fixture.ts';

/** What a check finds of one of the two members, as `STATE: WHY`; empty where it finds nothing. */
export function found(facts: MachineFacts, which: 'a' | 'b', check: CheckName): string {
  return findingOf(facts, which, check)
    .map(({ state, why }) => `${state}: ${why}`)
    .join('; ');
}

/** The findings of a check, of one of the two members. */
export function findingOf(facts: MachineFacts, which: 'a' | 'b', check: CheckName): readonly Finding[] {
  const partuuid = which === 'a' ? espA : espB;
  const judgement = judge(facts, null).find(({ member }) => member.partuuid === partuuid);
  return (judgement?.findings ?? []).filter((finding) => finding.check === check);
}
