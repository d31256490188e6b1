import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import { acquireRunLock } from '@twinroot/lib-durable';
import { type OpenTop, openTop } from '@twinroot/lib-generation';
import { generationPlanTable } from '@twinroot/lib-record';
import { initTree } from './act/init-tree.ts';
import { makeNew } from './act/make-new.ts';
import { takeLeftovers } from './act/take-leftovers.ts';
import { planRecords } from './decide/plan-records.ts';
import { planNew } from './gather/plan-new.ts';
import type { NewContext } from './new-context.ts';
import type { spec } from './spec.ts';

/** Makes a generation: plans it, makes snapshots, runs the command in them, seals them; or makes the tree of generations. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, options, operands } = context;
  if (options.top?.startsWith('/') === false)
    throw wrong(`--top ${options.top}: an absolute path was expected`);
  if (options.init && operands.length > 0) throw wrong('--init makes a tree and runs no COMMAND');
  const wait = { waitSeconds: options.wait, signal };
  const lock = dryRun ? null : await acquireRunLock(sysroot, 'generations.lock', wait);
  try {
    const top = await openTop(sysroot, { top: options.top, readOnly: dryRun }, signal);
    if (top.kind === 'refused') throw options.top === undefined ? no(top.reason) : failed(top.reason);
    try {
      return options.init ? await initTree(context, top) : await makeOne(context, top);
    } finally {
      await top.close();
    }
  } finally {
    await lock?.release();
  }
}

async function makeOne(context: NewContext, top: OpenTop): Promise<ExitStatus> {
  if (!context.dryRun) await takeLeftovers(context, top);
  const planned = await planNew(context, top);
  if (!context.dryRun) return makeNew(context, top, planned);
  await context.writeGroup(generationPlanTable, planRecords(planned.plan, context.operands));
  return exitStatus.done;
}
