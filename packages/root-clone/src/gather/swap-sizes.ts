import { join } from 'node:path';
import { outFormat, runRsync } from '@twinroot/lib-rsync';
import type { CloneContext } from '../clone-context.ts';
import { remoteShell, rsyncOperand, type Source } from '../decide/source.ts';
import type { SwapFile } from '../decide/step.ts';
import { readSwapOffset } from './swap-offset.ts';

/**
 * The sizes of swap files of the source, which rsync tells, and where they are; one that is not there is left out.
 *
 * @throws {ToolError} when rsync could not be started, or was told to end
 */
export async function swapSizes(
  { sysroot, signal }: CloneContext,
  source: Source,
  paths: readonly string[],
): Promise<readonly SwapFile[]> {
  const files: SwapFile[] = [];
  for (const path of paths) {
    const found: number[] = [];
    const options = [
      '--dry-run',
      '--ignore-missing-args',
      '--protect-args',
      `--out-format=${outFormat}`,
      ...remoteShell(source),
    ];
    await runRsync({
      // Nothing of that name is there, so it says how much it would copy.
      words: [
        'rsync',
        [...options, '--', rsyncOperand(source, path, sysroot).replace(/\/$/, ''), '/proc/self/fdinfo/'],
      ],
      files: [],
      signal,
      onChange: ({ operation, type, bytes }) => {
        if (operation === 'copy' && type === 'file' && bytes !== null) found.push(bytes);
      },
    });
    const offset = source.kind === 'local' ? await readSwapOffset(join(sysroot, source.root, path)) : null;
    files.push(...found.map((bytes) => ({ path, bytes, offset })));
  }
  return files;
}
