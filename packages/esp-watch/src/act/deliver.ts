import { type Context, exitStatus } from '@twinroot/lib-command';
import { feedCommand, ToolError } from '@twinroot/lib-tool';
import type { WatchItem } from '../decide/watch-item.ts';
import type { spec } from '../spec.ts';

/** What came of a group. `later`: it is not done to its end, because a package manager began. */
export type Delivered = 'done' | 'failed' | 'later';

/** Where groups go. */
export interface Delivery {
  /** Resolves when the group has left; `held` are the ids of all who are known to be at work. A failure has been reported. */
  deliver(item: WatchItem, held: readonly string[]): Promise<Delivered>;
  /** Whether the group is off our hands: read, or acted on. */
  isTaken(): boolean;
  /** Throws when the last group of any key did not do what it should. */
  judge(): void;
}

/** Groups to standard output: one is taken when its reader has read it. */
export function toOutput({ writeGroup, outputIsTaken }: Context<typeof spec>): Delivery {
  return {
    async deliver({ table, records }) {
      await writeGroup(table, records);
      return 'done';
    },
    isTaken: outputIsTaken,
    judge: () => undefined,
  };
}

/** Groups to the standard input of a command, which is run for each: one is taken when it has ended. */
export function toCommand(
  { groupText, message, options, childStdout }: Context<typeof spec>,
  command: readonly string[],
): Delivery {
  const [name = '', ...args] = command;
  const failures = new Map<string, ToolError>();
  return {
    async deliver({ key, table, records }, held) {
      const added = { ESP_WATCH_KEY: key, ESP_WATCH_HOLD: options.hold, ESP_WATCH_HELD: held.join('\n') };
      try {
        await feedCommand(name, args, groupText(table, records), added, childStdout);
        failures.delete(key);
        return 'done';
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        if (error.status === exitStatus.later) return 'later';
        message.error(`${key}: ${error.message}; it will run again`);
        failures.set(key, error);
        return 'failed';
      }
    },
    isTaken: () => true,
    judge() {
      for (const failure of failures.values()) throw failure;
    },
  };
}
