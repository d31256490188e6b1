import type { Refusal } from '@twinroot/lib-failure';
import type { BootFilesFound } from '@twinroot/lib-generation';

/**
 * What the kernels of a new generation lack.
 *
 * @param before what those of its base lacked, in words: that is no fault of the new one
 */
export function newBootFault(
  found: BootFilesFound | Refusal,
  before: readonly string[],
): { readonly refused: string | null; readonly warnings: readonly string[] } {
  const now = found.kind === 'refused' ? [found.reason] : found.faults;
  const news = now.filter((fault) => !before.includes(fault));
  if (news.length > 0)
    return { refused: `the new generation would not boot: ${news.join('; ')}`, warnings: [] };
  const warnings = found.kind === 'refused' ? [`gen-switch makes no boot entry of it: ${found.reason}`] : [];
  return { refused: null, warnings };
}
