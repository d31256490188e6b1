import { byPath, type ManifestFile, type Registry } from '@twinroot/lib-registry';
import type { Plan } from './plan.ts';
import type { WrittenFiles } from './policy.ts';

/**
 * The registry of a mirror that is what the source is: the source's, with what only the mirror has, and what this run left alone.
 *
 * @param before its own; null: it had none
 * @param kept lines of the files that only the mirror has
 */
export function stampOf(
  source: Registry,
  before: Registry | null,
  kept: readonly ManifestFile[],
  isMirrored: (path: string) => boolean,
): Registry {
  const files = new Map<string, ManifestFile>();
  for (const file of before?.files ?? []) if (!isMirrored(file.path)) files.set(file.path, file);
  for (const file of kept) files.set(file.path, file);
  for (const file of source.files) if (isMirrored(file.path)) files.set(file.path, file);
  const others = before?.others ?? source.others;
  return { ...source, becoming: null, others, files: [...files.values()].toSorted(byPath) };
}

/** Whether a mirror is what the source is when the plan was walked: nothing is held back. */
export function isWholePlan({ notes }: Pick<Plan, 'notes'>, written: WrittenFiles): boolean {
  return written.size === 0 && notes.every(({ kind }) => kind !== 'kept');
}
