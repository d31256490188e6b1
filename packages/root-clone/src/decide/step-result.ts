import type { CloneOutcome } from '../report-table.ts';

/** What came of a step. */
export interface StepResult {
  readonly state: CloneOutcome['state'];
  readonly files_copied?: number;
  readonly bytes_copied?: number;
  readonly files_deleted?: number;
  readonly why?: string | undefined;
}
