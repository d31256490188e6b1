import type { Context } from '@twinroot/lib-command';
import { deleteBootNext, deleteState, parseDrill, readBootMenu, readState } from '@twinroot/lib-firmware';
import { readBootId } from '@twinroot/lib-seal';
import { planRecord } from '../decide/plan-records.ts';
import { firmwarePlanTable } from '../plan-table.ts';
import { firmwareReportTable } from '../report-table.ts';
import type { spec } from '../spec.ts';

/** Takes a drill back that was asked for in this boot. What somebody else wants to boot next stays. */
export async function cancelDrill(context: Context<typeof spec>): Promise<void> {
  const { sysroot, dryRun, message } = context;
  const request = parseDrill(readState(sysroot, 'drill'));
  const waits = request !== null && request.boot === readBootId(sysroot) ? request : null;
  const isNext = waits !== null && readBootMenu(sysroot).next === waits.number;
  if (dryRun) {
    const record = planRecord({
      operation: 'cancel',
      number: waits?.number ?? null,
      partuuid: waits?.partuuid ?? null,
    });
    return context.writeGroup(firmwarePlanTable, waits === null ? [] : [record]);
  }
  if (waits === null) message.info('no drill is waiting: nothing is different');
  else {
    if (isNext) deleteBootNext(sysroot);
    await deleteState(sysroot, 'drill');
    message.info(`the drill from ${waits.partuuid} is cancelled`);
  }
  await context.writeGroup(firmwareReportTable, []);
}
