import type { SyncItem } from '@twinroot/lib-record';
import { type DeletionLimits, defaultMaxDelete } from '@twinroot/lib-rsync';

/** What a call says about deletions: it has the last word. */
export interface AskedLimits {
  /** In percent; undefined when the call does not say. */
  readonly 'max-delete': number | undefined;
  readonly 'allow-empty': boolean;
}

/** The limits for an item: the call's, or else its own, or else the usual ones. */
export function limitsOf(asked: AskedLimits, item: SyncItem): DeletionLimits {
  return {
    maxDelete: asked['max-delete'] ?? item.max_delete ?? defaultMaxDelete,
    allowEmpty: asked['allow-empty'] || item.allow_empty === 'yes',
  };
}
