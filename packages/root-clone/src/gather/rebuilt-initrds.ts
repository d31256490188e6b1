import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { IdMap } from '@twinroot/lib-idmap';
import { outFormat, runRsync } from '@twinroot/lib-rsync';
import type { CloneContext } from '../clone-context.ts';
import { initrdDirectories, isInitrdName } from '../decide/initrds.ts';
import type { CloneFacts } from '../decide/refuse.ts';
import { remoteShell, rsyncOperand } from '../decide/source.ts';
import { volumeHolding } from '../decide/volumes.ts';
import { createInitrdReader } from './read-initrd.ts';

/**
 * The initrds of the clone that were made there from those that the source has, by their paths in the clone: they have the times of
 * these, another size, and no id of the first disk. A copy would put the source's back, and each run would make them anew.
 *
 * @param times the options by which rsync compares times, by volumes
 * @throws {ToolError} when rsync could not be started, or was told to end
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function rebuiltInitrds(
  { sysroot, signal }: CloneContext,
  { source, volumes, to }: CloneFacts,
  ids: IdMap,
  times: ReadonlyMap<string, readonly string[]>,
): Promise<readonly string[]> {
  const read = createInitrdReader(ids);
  const found: string[] = [];
  for (const directory of initrdDirectories(volumes)) {
    const place = join(sysroot, to, directory);
    const volume = volumeHolding(volumes, directory);
    if (volume === null || !lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) continue;
    const window = volume.isFat ? ['--modify-window=1'] : (times.get(volume.path) ?? []);
    const options = [
      '--dry-run',
      '-rtx',
      ...window,
      '--protect-args',
      `--out-format=${outFormat}`,
      ...remoteShell(source),
    ];
    const alike: string[] = [];
    await runRsync({
      words: ['rsync', [...options, '--', rsyncOperand(source, directory, sysroot), `${place}/`]],
      files: [],
      signal,
      // The letters after those of the type say what differs: `c`, `s` for the size, `t` for the time.
      onChange: ({ operation, type, itemized, path }) => {
        if (
          operation === 'copy' &&
          type === 'file' &&
          itemized.slice(3, 5) === 's.' &&
          isInitrdName(basename(path))
        )
          alike.push(join(directory, path));
      },
    });
    for (const path of alike) {
      const whole = join(sysroot, to, path);
      if (volumeHolding(volumes, path) !== volume || !lstatSync(whole).isFile()) continue;
      const { named, why } = await read(whole, signal);
      if (named.length === 0 && why === null) found.push(path);
    }
  }
  return found;
}
