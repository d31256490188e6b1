import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createReplacement, deleteDurably, fsyncDirectory, renamedError } from '@twinroot/lib-durable';
import { type HeldDirectory, openOrMakeBelow, realPathBelow } from '@twinroot/lib-sysroot';
import { type StateName, stateDirectory } from '../decide/state-names.ts';

/**
 * Replaces a file in /var/lib/twinroot of a machine, durably: after a power cut it is the old one or the new one. What everybody
 * may read; the directories on the way are made where they are missing, and no symlink in the last one is followed.
 *
 * @throws {Error} with the system's code: EROFS, EACCES, ENOSPC
 */
export async function writeState(sysroot: string, name: StateName, text: string | Uint8Array): Promise<void> {
  await inState(sysroot, async (directory) => {
    const destination = join(directory, name);
    await createReplacement({
      destination,
      temporary: `${destination}.new`,
      content: {
        bytes: typeof text === 'string' ? Buffer.from(text, 'utf8') : text,
        mtime: Math.floor(Date.now() / 1000),
        owner: { mode: 0o644, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
      },
      replaces: existsSync(destination),
      verify: false,
    });
  });
}

/**
 * Deletes such a file; one that is not there is no failure.
 *
 * @throws {Error} with the system's code
 */
export async function deleteState(sysroot: string, name: StateName): Promise<void> {
  const { path, exists } = realPathBelow(sysroot, join(stateDirectory, name));
  if (exists) await deleteDurably(join(sysroot, path));
}

async function inState(sysroot: string, work: (directory: string) => Promise<void>): Promise<void> {
  const above = openOrMakeBelow(sysroot, realPathBelow(sysroot, dirname(stateDirectory)).path, 0o755);
  let held: HeldDirectory | null = null;
  try {
    held = openOrMakeBelow(above.path, basename(stateDirectory), 0o755);
    await fsyncDirectory(above.path);
    await work(held.path);
  } catch (error) {
    const name = join(above.name, basename(stateDirectory));
    const names = new Map([[above.path, above.name]]);
    throw renamedError(error, name, held === null ? names : names.set(held.path, name));
  } finally {
    held?.close();
    above.close();
  }
}
