import { CommandError, type Context, type ExitStatus, exitStatus, Interruption } from '@twinroot/lib-command';
import { espSetTable, syncItemTable } from '@twinroot/lib-record';
import { toCommand, toOutput } from './deliver.ts';
import { createEngine } from './engine.ts';
import { signsOf } from './locks.ts';
import { readHeldLock } from './read-locks.ts';
import type { spec } from './spec.ts';
import { watchItemOf } from './watch-item.ts';
import { createWatches, type Watches } from './watches.ts';

/** Writes each group that it reads, and again whenever what it stands for has changed, until a signal ends it. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, signal, message, sysroot } = context;
  const signs = signsOf(options.hold);
  if (signs === null)
    throw new CommandError(
      exitStatus.wrong,
      `--hold ${options.hold}: expected all, none, or some of pacman, dpkg, rpm, kernel-install`,
    );
  const rescan = options.rescan === 0 ? Number.POSITIVE_INFINITY : options.rescan;
  const { settle, 'max-wait': maxWait, 'hold-max': holdMax } = options;
  const engine = createEngine({ settle, maxWait, rescan, holdMax, look: 0.5 }, message);
  const watches = createWatches(context, engine);
  const delivery = options.exec.length > 0 ? toCommand(context, options.exec) : toOutput(context);

  const end = () => {
    if (!(signal.reason instanceof Interruption)) return engine.fail(signal.reason);
    // What happened a moment ago may not have been told yet.
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
        await watches.note(key);
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

/** Reads groups until their end, which is not the end: their producer may have written all it had. */
async function readInput(context: Context<typeof spec>, watches: Watches): Promise<void> {
  try {
    for await (const group of context.readGroupsOf([espSetTable, syncItemTable]))
      await watches.add(watchItemOf(group));
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
}
