import { CommandError, type Context, exitStatus } from '@twinroot/lib-command';
import { excluder } from './exclude.ts';
import type { PlannedOperation } from './plan-table.ts';
import type { Policy } from './policy.ts';
import type { MirrorOutcome } from './report-table.ts';
import type { spec } from './spec.ts';

/** A call of esp-mirror. */
export type Call = Context<typeof spec>;

/** What the caller wants of every mirror. */
export interface Wishes {
  readonly policy: Omit<Policy, 'free' | 'cluster'>;
  readonly checksum: boolean;
  readonly verify: boolean;
}

/** What came of a source and its mirrors. */
export interface Result {
  /** In the order in which the mirrors were given. */
  readonly outcomes: readonly MirrorOutcome[];
  readonly planned: readonly PlannedOperation[];
  /** Whether a mirror keeps its own version of an entry, because the source's is damaged. */
  readonly isDamaged: boolean;
}

/**
 * The wishes of a call, on a machine with these ids.
 *
 * @throws {CommandError} when the scope is the machine's part, and it has no id
 */
export function wishesOf({ options }: Call, ownIds: ReadonlySet<string>): Wishes {
  if (options.scope === 'machine' && ownIds.size === 0) {
    const why =
      '--scope machine needs an id of this machine, but neither /etc/machine-id nor /etc/kernel/entry-token has one';
    throw new CommandError(exitStatus.failed, why);
  }
  const policy = {
    scope: options.scope === 'loader' || options.scope === 'machine' ? options.scope : 'all',
    isExcluded: excluder(options.exclude),
    ownIds,
    purge: options.purge,
    bridge: !options['no-bridge'],
    force: options.force,
  } as const;
  return { policy, checksum: options.checksum, verify: !options['no-verify'] };
}
