import { type Context, type ExitStatus, exitStatus, Interruption, wrong } from '@twinroot/lib-command';
import { holdNames, readHeldSigns, signsOf } from '@twinroot/lib-machine';
import { espSetTable, syncItemTable } from '@twinroot/lib-record';
import { toCommand, toOutput } from './act/deliver.ts';
import { createEngine } from './act/engine.ts';
import type { WhyUnwritten } from './decide/next-action.ts';
import { watchItemOf } from './decide/watch-item.ts';
import type { Timing } from './decide/watch-state.ts';
import { createWatches, type Watches } from './gather/watches.ts';
import type { spec } from './spec.ts';

/** Writes each group that it reads, and again whenever what it stands for has changed, until a signal ends it. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, signal, message, sysroot } = context;
  const signs = signsOf(options.hold);
  if (signs === null) throw wrong(`--hold ${options.hold}: expected all, none, or some of ${holdNames}`);

  // What is gathered goes to the engine as events; it decides, and acts through these hands.
  const engine = createEngine(timingOf(context), message);
  const watches = createWatches(context, engine);
  const delivery = options.exec.length > 0 ? toCommand(context, options.exec) : toOutput(context);

  const end = () => {
    if (!(signal.reason instanceof Interruption)) return engine.fail(signal.reason);
    // What happened a moment ago may not have been reported yet.
    watches.catchUp().then(() => engine.tell({ kind: 'ending' }), engine.fail);
  };
  signal.addEventListener('abort', end, { once: true });
  readInput(context, watches).then(() => {
    if (watches.isHopeless()) engine.tell({ kind: 'ending' });
  }, engine.fail);

  try {
    const unwritten = await engine.run({
      isTaken: delivery.isTaken,
      rescan: watches.compare,
      readLocks: () => readHeldSigns(sysroot, signs),
      write: async (key, held) => {
        const item = await watches.toWrite(key);
        if (item === null) return 'done';
        message.debug(`${key}: written`);
        return delivery.deliver(item, held);
      },
    });
    for (const [key, why] of unwritten) {
      if (why === 'late') message.info(`${key}: ${reasons[why]}`);
      else message.warning(`${key}: ${reasons[why]}`);
    }
    delivery.judge();
    return exitStatus.done;
  } finally {
    await watches.close();
  }
}

const reasons: Readonly<Record<WhyUnwritten, string>> = {
  held: 'a change is not written, because a package manager is running',
  absent: 'a change is not written, because it is not there',
  late: 'it changed once more after it was told to end, which is not written',
};

function timingOf({ options }: Context<typeof spec>): Timing {
  const { settle, retry, 'max-wait': maxWait, 'hold-max': holdMax } = options;
  return { settle, maxWait, holdMax, look: 0.5, retry: retry === 0 ? Number.POSITIVE_INFINITY : retry };
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
