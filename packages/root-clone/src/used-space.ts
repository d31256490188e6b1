import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mount, mountAt } from '@twinroot/lib-mountinfo';
import { runTool } from '@twinroot/lib-tool';
import type { Call } from './call.ts';
import { type Source, sshOptions } from './source.ts';
import type { Volume } from './volumes.ts';

/** For a root of millions of files on a slow disk. */
const limit = 4 * 3600;

/**
 * How many bytes are in use of what is copied to a volume: of a file system as it says itself, of a directory by du(1).
 *
 * @throws {ToolError} when the source cannot be looked at
 */
export async function usedBytes(
  { sysroot, signal }: Call,
  source: Source,
  mounts: readonly Mount[],
  { path }: Volume,
): Promise<number> {
  const whole = join(source.root, path);
  const limits = { signal, timeoutSeconds: limit };
  const options = ['--summarize', '--one-file-system', '--block-size=1', '--'];
  if (source.kind === 'remote') {
    const quoted = `'${whole.replaceAll("'", "'\\''")}'`;
    const words = [...sshOptions(source), '--', source.host, 'du', ...options, quoted];
    return bytesIn(await runTool('ssh', words, limits));
  }
  const directory = join(sysroot, whole);
  const mount = mountAt(mounts, whole.replace(/(?<=.)\/$/, ''));
  if (mount === undefined || mount.fstype === 'btrfs')
    return bytesIn(await runTool('du', [...options, directory], limits));
  const { blocks, bfree, bsize } = await statfs(directory);
  return (blocks - bfree) * bsize;
}

function bytesIn(text: string): number {
  return Number(/^\d+/.exec(text)?.[0] ?? 0);
}
