import { efiArchitecture, type Owners } from '@twinroot/lib-boot-tree';
import { type Context, failed } from '@twinroot/lib-command';
import type { spec } from '../spec.ts';
import { excluder } from './exclude.ts';
import type { Policy } from './policy.ts';

/** What the caller wants of every mirror. */
export interface Wishes {
  readonly policy: Omit<Policy, 'free' | 'cluster' | 'hasLineage' | 'hasXbootldr' | 'started' | 'written'>;
  readonly checksum: boolean;
  /** Whether rotten files of the source are replaced by whole ones of a mirror. */
  readonly heal: boolean;
  readonly verify: boolean;
}

/**
 * The wishes that options express, on a machine that is known by these.
 *
 * @param arch as process.arch has it
 * @throws {CommandError} when the scope is the machine's part, and it has no id
 */
export function wishesOf(
  options: Context<typeof spec>['options'],
  { ids: ownIds, osIds: ownOsIds }: Owners,
  arch: string,
): Wishes {
  if (options.scope === 'machine' && ownIds.size === 0) {
    throw failed(
      '--scope machine needs an id of this machine, but neither /etc/machine-id nor /etc/kernel/entry-token has one',
    );
  }
  const policy = {
    scope: options.scope === 'loader' || options.scope === 'machine' ? options.scope : 'all',
    isExcluded: excluder(options.exclude),
    ownIds,
    ownOsIds,
    architecture: efiArchitecture(arch),
    purge: options.purge,
    bridge: !options['no-bridge'],
    force: options.force,
  } as const;
  return {
    policy,
    checksum: options.heal || options.checksum,
    heal: options.heal,
    verify: !options['no-verify'],
  };
}
