import { join } from 'node:path';
import { readFreeSpace } from '@twinroot/lib-machine';
import { type Mount, mountAt } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';
import { runTool, ToolError } from '@twinroot/lib-tool';
import type { CloneContext } from '../clone-context.ts';
import type { CloneFacts } from '../decide/refuse.ts';
import { type Source, sshOptions } from '../decide/source.ts';
import type { Subvolume } from '../decide/subvolumes.ts';
import type { Volume } from '../decide/volumes.ts';

/** For a root of millions of files on a slow disk. */
const limit = 4 * 3600;

/** The same for all volumes, and the subvolumes in them, by volumes. */
export async function usage(
  context: CloneContext,
  { source, mounts, volumes }: Pick<CloneFacts, 'source' | 'mounts' | 'volumes'>,
  subvolumes: readonly Subvolume[],
): Promise<ReadonlyMap<Volume, number>> {
  const used = new Map<Volume, number>();
  for (const volume of volumes) {
    const inside = subvolumes.filter(({ holder, isReadOnly }) => holder === volume.path && !isReadOnly);
    let bytes = 0;
    for (const { path } of [volume, ...inside])
      bytes += await usedBytes(context, source, mounts, { volume: { ...volume, path }, volumes });
    used.set(volume, bytes);
  }
  return used;
}

/**
 * How many bytes are in use of what is copied to a volume: of a file system as it says itself, of a directory by du(1).
 *
 * @throws {ToolError} when the source cannot be looked at
 */
async function usedBytes(
  { sysroot, signal }: CloneContext,
  source: Source,
  mounts: readonly Mount[],
  { volume, volumes }: { readonly volume: Volume; readonly volumes: readonly Volume[] },
): Promise<number> {
  const whole = join(source.root, volume.path);
  if (source.kind === 'remote') {
    const words = duWords(whole, volume, volumes, source.root).map(quoted);
    return countOf('ssh', [...sshOptions(source), '--', source.host, 'du', ...words], signal);
  }
  const mount = mountAt(mounts, whole.replace(/(?<=.)\/$/, ''));
  if (mount === null || mount.fstype === 'btrfs')
    return countOf('du', duWords(join(sysroot, whole), volume, volumes, join(sysroot, source.root)), signal);
  return (await readFreeSpace(join(sysroot, whole))).used;
}

/** What other volumes hold in the clone is not counted, though it may be in one directory with the rest. */
function duWords(
  directory: string,
  volume: Volume,
  volumes: readonly Volume[],
  root: string,
): readonly string[] {
  const others = volumes.filter(({ path }) => path !== volume.path && isWithin(path, volume.path));
  return [
    '--summarize',
    '--one-file-system',
    '--block-size=1',
    ...others.map(({ path }) => `--exclude=${join(root, path)}`),
    '--',
    directory,
  ];
}

/** For the shell of another machine. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The number at the start of what du(1) writes; a file that vanished meanwhile makes its status 1, and is no matter. */
async function countOf(tool: string, args: readonly string[], signal: AbortSignal): Promise<number> {
  let text = '';
  try {
    await runTool(tool, args, {
      signal,
      timeoutSeconds: limit,
      onOutput: (more) => {
        text += more;
      },
    });
  } catch (error) {
    if (!(error instanceof ToolError && error.status === 1 && /^\d/.test(text))) throw error;
  }
  return Number(/^\d+/.exec(text)?.[0] ?? 0);
}
