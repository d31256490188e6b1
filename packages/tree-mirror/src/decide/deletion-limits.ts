import { wrong } from '@twinroot/lib-command';
import type { SyncItem } from '@twinroot/lib-record';
import { type DeletionLimits, defaultMaxDelete, percentOf } from '@twinroot/lib-rsync';

/** What the call says about deletions: it has the last word. */
export interface AskedLimits {
  /** In percent; undefined when the call does not say. */
  readonly maxDelete: number | undefined;
  readonly allowEmpty: boolean;
}

/**
 * What the options of a call say.
 *
 * @throws {CommandError} with status 2 for what is no percentage
 */
export function askedLimits(options: {
  readonly 'max-delete': string | undefined;
  readonly 'allow-empty': boolean;
}): AskedLimits {
  const { 'max-delete': text, 'allow-empty': allowEmpty } = options;
  const maxDelete = text === undefined ? undefined : percentOf(text);
  if (maxDelete === null) throw wrong(`--max-delete must be a percentage from 0 to 100, not '${text}'`);
  return { maxDelete, allowEmpty };
}

/** The limits for an item: the call's, or else its own, or else the usual ones. */
export function limitsOf(asked: AskedLimits, item: SyncItem): DeletionLimits {
  return {
    maxDelete: asked.maxDelete ?? item.max_delete ?? defaultMaxDelete,
    allowEmpty: asked.allowEmpty || item.allow_empty === 'yes',
  };
}
