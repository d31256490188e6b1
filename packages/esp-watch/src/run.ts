import { type Context, type ExitStatus, exitStatus, Interruption, wrong } from '@twinroot/lib-command';
import { espSetTable, syncItemTable } from '@twinroot/lib-record';
import { toCommand, toOutput } from './act/deliver.ts';
import { createEngine } from './act/engine.ts';
import { signsOf } from './decide/lock-signs.ts';
import { watchItemOf } from './decide/watch-item.ts';
import type { Timing } from './decide/watch-state.ts';
import { readHeldLock } from './gather/read-locks.ts';
import { createWatches, type Watches } from './gather/watches.ts';
import type { spec } from './spec.ts';

/** Writes each group that it reads, and again whenever what it stands for has changed, until a signal ends it. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, signal, message, sysroot } = context;
  const signs = signsOf(options.hold);
  if (signs === null)
    throw wrong(`--hold ${options.hold}: expected all, none, or some of pacman, dpkg, rpm, kernel-install`);

  // What is gathered goes to the engine as events; it decides, and acts through these hands.
  const engine = createEngine(timingOf(context), message);
  const watches = createWatches(context, engine);
  const delivery = options.exec.length > 0 ? toCommand(context, options.exec) : toOutput(context);

  const end = () => {
    if (!(signal.reason instanceof Interruption)) return engine.fail(signal.reason);
    // What happened a moment ago may not have been reported yet.
    watches.compareAll().then(() => engine.tell({ kind: 'ending' }), engine.fail);
  };
  signal.addEventListener('abort', end, { once: true });
  readInput(context, watches).then(() => {
    if (watches.isHopeless()) engine.tell({ kind: 'ending' });
  }, engine.fail);

  try {
    const held = await engine.run({
      isTaken: delivery.isTaken,
      rescan: watches.compare,
      readLocks: () => readHeldLock(sysroot, signs),
      write: async (key) => {
        await watches.remember(key);
        message.debug(`${key}: written`);
        if (!(await delivery.deliver(watches.item(key)))) watches.forget(key);
      },
    });
    for (const key of held)
      message.warning(`${key}: a change is not written, because a package manager is running`);
    delivery.judge();
    return exitStatus.done;
  } finally {
    await watches.close();
  }
}

function timingOf({ options }: Context<typeof spec>): Timing {
  const { settle, rescan, 'max-wait': maxWait, 'hold-max': holdMax } = options;
  return { settle, maxWait, rescan: rescan === 0 ? Number.POSITIVE_INFINITY : rescan, holdMax, look: 0.5 };
}

/** Reads groups until their end, which is not the end: their producer may have written all it had. */
async function readInput(context: Context<typeof spec>, watches: Watches): Promise<void> {
  try {
    for await (const group of context.readGroupsOf([espSetTable, syncItemTable]))
      await watches.add(watchItemOf(group));
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
}
