import { wrong } from '@twinroot/lib-command';
import { type DeletionLimits, defaultMaxDelete, percentOf } from '@twinroot/lib-rsync';

/**
 * How much of a volume one run may delete, as the options of a call say.
 *
 * @throws {CommandError} with status 2 for what is no percentage
 */
export function deletionLimits(options: {
  readonly 'max-delete': string | undefined;
  readonly 'allow-empty': boolean;
}): DeletionLimits {
  const { 'max-delete': text, 'allow-empty': allowEmpty } = options;
  const maxDelete = text === undefined ? defaultMaxDelete : percentOf(text);
  if (maxDelete === null) throw wrong(`--max-delete must be a percentage from 0 to 100, not '${text}'`);
  return { maxDelete, allowEmpty };
}
