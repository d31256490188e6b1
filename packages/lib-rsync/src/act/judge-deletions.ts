import { type Refusal, refused } from '@twinroot/lib-failure';
import {
  allowedDeletions,
  type DeletionLimits,
  harmlessDeletions,
  whyNotDelete,
} from '../decide/deletion-limit.ts';
import {
  canDelete,
  hasOwnLimit,
  hasPatterns,
  keepsCommonNames,
  pathsApart,
} from '../decide/deletion-options.ts';
import { createForecaster, forecastOptions } from '../decide/forecast.ts';
import type { Change } from '../decide/itemized.ts';
import { isOneFileSystem } from '../decide/rsync-options.ts';
import { compareNames, isBare } from '../gather/compare-names.ts';
import { type RsyncFault, type RsyncRun, runRsync } from './run-rsync.ts';

/** A run of rsync that is about to be made. */
export interface ComingRun extends Pick<RsyncRun, 'files' | 'signal'> {
  /** Its options. */
  readonly options: readonly string[];
  /** Program and arguments, with more options behind its own. */
  readonly wordsWith: (more: readonly string[]) => RsyncRun['words'];
  /** The directories that are made the same, as this process reaches them; a source on another machine is null. */
  readonly source: string | null;
  readonly dest: string;
  /** The name of a source that is copied itself, and not its content: patterns are anchored beside it. */
  readonly name: string | null;
  readonly limits: DeletionLimits;
}

/** Whether a run may be made: with so many deletions at most, or not at all. */
export type DeletionAnswer =
  | { readonly kind: 'allowed'; readonly most: number | null }
  | Refusal
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Whether a run keeps within its limits. Nothing is written to find out.
 *
 * Usually a look at the names is enough. rsync itself is asked, by a dry run, only where so much may go that the limit could be
 * exceeded, or where the source may be empty: so a run with few deletions costs one walk of rsync, and not two.
 *
 * @throws {ToolError} ABORT when the run is to end, ENOENT and SPAWN when nothing could be started
 */
export async function judgeDeletions(run: ComingRun): Promise<DeletionAnswer> {
  const { options, limits } = run;
  if (!canDelete(options) || (limits.allowEmpty && limits.maxDelete >= 100)) return allowed(run, null);
  const most = await harmlessByNames(run);
  return most === null ? (await foreseeDeletions(run)).answer : allowed(run, most.deletions);
}

/** How many deletions a run may make that is harmless by the names on both sides; null when they do not say so. */
async function harmlessByNames(run: ComingRun): Promise<{ readonly deletions: number | null } | null> {
  const { options, source, dest, name, limits, signal } = run;
  const mayBeEmpty = async () =>
    source === null || isBare(source) || (hasPatterns(options, name) && (await isLeftOut(run)));
  const harmless = harmlessDeletions(limits.maxDelete);
  if (!Number.isFinite(harmless)) return !isBare(dest) && (await mayBeEmpty()) ? null : { deletions: null };
  if (isBare(dest)) return { deletions: harmless };
  if (!keepsCommonNames(options)) return null;
  const apart = pathsApart(options, name);
  const pair = { source, dest, oneFileSystem: isOneFileSystem(options), apart };
  const { onlyThere, common } = await compareNames(pair, harmless, signal);
  if (onlyThere > harmless) return null;
  if (onlyThere > 0 && !limits.allowEmpty && (common === 0 || (await mayBeEmpty()))) return null;
  return { deletions: allowedDeletions({ deleted: onlyThere, kept: common, isSourceEmpty: false }, limits) };
}

/** Whether rsync leaves out all that is at the top of the source. It is asked without descending into any directory. */
async function isLeftOut({ wordsWith, files, signal }: ComingRun): Promise<boolean> {
  const forecaster = createForecaster();
  const words = wordsWith([...forecastOptions, '--no-recursive', '--dirs']);
  await runRsync({ words, files, signal, onChange: forecaster.addChange, onFileCount: forecaster.addFiles });
  return forecaster.forecast()?.isSourceEmpty ?? true;
}

/**
 * Lets rsync tell what a run would do, and judges it.
 *
 * @param onChange is told of each change that the run would make
 * @throws {ToolError} ABORT when the run is to end, ENOENT and SPAWN when nothing could be started
 */
export async function foreseeDeletions(
  run: ComingRun,
  onChange: (change: Change) => void = () => undefined,
): Promise<{ readonly answer: DeletionAnswer; readonly fault: RsyncFault | null }> {
  const { wordsWith, files, signal, source, limits } = run;
  const forecaster = createForecaster();
  const fault = await runRsync({
    words: wordsWith(forecastOptions),
    files,
    signal,
    onChange: (change) => {
      forecaster.addChange(change);
      onChange(change);
    },
    onFileCount: forecaster.addFiles,
  });
  const told = forecaster.forecast();
  if (told === null) {
    const reason = fault?.text ?? 'rsync did not report what it would do';
    return { answer: { kind: 'failed', reason }, fault };
  }
  const forecast = { ...told, isSourceEmpty: told.isSourceEmpty || (source !== null && isBare(source)) };
  const why = whyNotDelete(forecast, limits);
  const answer = why === null ? allowed(run, allowedDeletions(forecast, limits)) : refused(why);
  return { answer, fault };
}

/** A limit of its own stays as it is. */
function allowed({ options }: ComingRun, most: number | null): DeletionAnswer {
  return { kind: 'allowed', most: hasOwnLimit(options) ? null : most };
}
