import { syncFilesystem } from '@twinroot/lib-durable';
import { createTally, isNothing, runRsync } from '@twinroot/lib-rsync';
import type { CloneContext } from '../clone-context.ts';
import type { Step } from '../decide/step.ts';
import type { StepResult } from '../decide/step-result.ts';

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
  const { progress, signal, message } = call;
  const { volume, options, from } = step;
  const words = ['rsync', [...options, '--', from, into]] as const;
  message.debug(words.flat().join(' '));
  const fault = await runRsync({
    words,
    files,
    signal,
    onChange: (change) => tally.add(change),
    ...(progress && { onProgress: (text) => progress(`${text} ${volume.mountpoint}`) }),
  });
  // By the open directory: below --sysroot, or after an unmount, the mount point's path leads elsewhere.
  await syncFilesystem(`/proc/${process.pid}/fd/${files[0]}`);
  const { files_copied, bytes_copied, files_deleted } = tally.counts();
  const counts = { files_copied, bytes_copied, files_deleted };
  const text = fault?.text.replaceAll('/proc/self/fd/3/', `${volume.mountpoint.replace(/(?<!\/)\/+$/, '')}/`);
  if (fault && !fault.isWhole) return { state: 'failed', ...counts, why: text };
  return { state: isNothing(tally.counts()) ? 'same' : 'done', ...counts, why: text };
}
