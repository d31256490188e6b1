import type { Context } from '@twinroot/lib-command';
import type { TreeChange } from './plan-table.ts';
import type { TreeOutcome } from './report-table.ts';
import type { spec } from './spec.ts';

/** A call of tree-mirror. */
export type Call = Context<typeof spec>;

/** What came of one destination. */
export interface Result {
  readonly outcome: TreeOutcome;
  /** In a dry run: what would be changed. */
  readonly planned: readonly TreeChange[];
}
