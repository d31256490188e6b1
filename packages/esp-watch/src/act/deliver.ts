import type { Context } from '@twinroot/lib-command';
import { feedCommand, ToolError } from '@twinroot/lib-tool';
import type { WatchItem } from '../decide/watch-item.ts';
import type { spec } from '../spec.ts';

/** Where groups go. */
export interface Delivery {
  /** Resolves when the group has left; false: it did not do what it should, which has been reported. */
  deliver(item: WatchItem): Promise<boolean>;
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
      return true;
    },
    isTaken: outputIsTaken,
    judge: () => undefined,
  };
}

/** Groups to the standard input of a command, which is run for each: one is taken when it has ended. */
export function toCommand(
  { groupText, message }: Context<typeof spec>,
  command: readonly string[],
): Delivery {
  const [name = '', ...args] = command;
  const failures = new Map<string, ToolError>();
  return {
    async deliver({ key, table, records }) {
      try {
        await feedCommand(name, args, groupText(table, records), { ESP_WATCH_KEY: key });
        failures.delete(key);
        return true;
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        message.error(`${key}: ${error.message}; it will run again`);
        failures.set(key, error);
        return false;
      }
    },
    isTaken: () => true,
    judge() {
      for (const failure of failures.values()) throw failure;
    },
  };
}
