import type { Judgement } from '@twinroot/lib-check';
import type { CheckRecord } from '../check-table.ts';

/** The findings and the verdict of each member, as records. */
export function checkRecords(judgements: readonly Judgement[]): readonly CheckRecord[] {
  return judgements.flatMap((judgement) => [
    ...judgement.findings.map((finding) => ({ ...whose(judgement), ...finding })),
    verdictRecord(judgement),
  ]);
}

/** The verdict on a member, as a record. */
export function verdictRecord(judgement: Judgement): CheckRecord {
  return { ...whose(judgement), check: 'verdict', ...judgement.verdict };
}

function whose({ member: { partuuid, path, mountpoint } }: Judgement) {
  return { member: partuuid, path, mountpoint };
}
