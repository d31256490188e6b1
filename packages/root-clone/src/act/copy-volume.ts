import { join } from 'node:path';
import { syncFilesystem } from '@twinroot/lib-durable';
import { type Change, createTally, isNothing, runRsync } from '@twinroot/lib-rsync';
import type { CloneContext } from '../clone-context.ts';
import { lostFlagsText } from '../decide/lost-flags.ts';
import type { Step } from '../decide/step.ts';
import type { StepResult } from '../decide/step-result.ts';
import type { Volume } from '../decide/volumes.ts';
import { readFlags } from '../gather/read-flags.ts';

/**
 * Copies a volume with rsync, and has it written to the disk.
 *
 * @param into where rsync writes, as it sees it
 * @param files the open directory that is written into, then what rsync is to keep open while it runs
 * @throws {ToolError} when rsync was told to end, or could not be started
 */
export async function copyVolume(
  call: CloneContext,
  step: Extract<Step, { kind: 'copy' | 'prune' }>,
  into: string,
  files: readonly number[],
): Promise<StepResult> {
  const tally = createTally();
  const flagged: string[] = [];
  const { progress, signal, message } = call;
  const { volume, options, from } = step;
  const words = ['rsync', [...options, '--', from, into]] as const;
  message.debug(words.flat().join(' '));
  const fault = await runRsync({
    words,
    files,
    signal,
    onChange: (change) => {
      tally.add(change);
      if (isFlagged(change, step)) flagged.push(join(from, change.path));
    },
    ...(progress && { onProgress: (text) => progress(`${text} ${volume.mountpoint}`) }),
  });
  // By the open directory: below --sysroot, or after an unmount, the mount point's path leads elsewhere.
  await syncFilesystem(`/proc/${process.pid}/fd/${files[0]}`);
  const { files_copied, bytes_copied, files_deleted } = tally.counts();
  const counts = { files_copied, bytes_copied, files_deleted };
  const text = fault?.text.replaceAll('/proc/self/fd/3/', `${volume.mountpoint.replace(/(?<!\/)\/+$/, '')}/`);
  if (fault && !fault.isWhole) return { state: 'failed', ...counts, why: text };
  const lost = lostFlagsText(await readFlags(flagged, signal), from.replace(/\/$/, ''));
  const why = [text, lost].filter((each) => typeof each === 'string').join('; ');
  return { state: isNothing(tally.counts()) ? 'same' : 'done', ...counts, why: why === '' ? undefined : why };
}

/** Whether something that has come may have flags: a file or a directory, of a source on this machine. */
function isFlagged(
  { operation, type }: Change,
  { from, volume }: { readonly from: string; readonly volume: Volume },
): boolean {
  const isNew = (operation === 'copy' && type === 'file') || (operation === 'create' && type === 'directory');
  return isNew && !volume.isFat && from.startsWith('/');
}
