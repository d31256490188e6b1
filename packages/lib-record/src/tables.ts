import { bindPlanTable } from './bind-plan.ts';
import { clonePlanTable } from './clone-plan.ts';
import { cloneReportTable } from './clone-report.ts';
import { espSetTable } from './esp-set.ts';
import { idMapTable } from './id-map.ts';
import { mirrorPlanTable } from './mirror-plan.ts';
import { mirrorReportTable } from './mirror-report.ts';
import { rewriteTable } from './rewrite.ts';
import { syncItemTable } from './sync-item.ts';
import type { RecordTable } from './table.ts';
import { treePlanTable } from './tree-plan.ts';
import { treeReportTable } from './tree-report.ts';

/** Every record type, for schemas, documentation and the tests that hold for all of them. */
export const allTables: readonly RecordTable[] = [
  espSetTable,
  bindPlanTable,
  mirrorPlanTable,
  mirrorReportTable,
  syncItemTable,
  treePlanTable,
  treeReportTable,
  rewriteTable,
  idMapTable,
  clonePlanTable,
  cloneReportTable,
];
