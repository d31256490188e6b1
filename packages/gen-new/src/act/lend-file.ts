import { lstatSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createReplacement, renameDurably } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';

/** Puts back what was there before something was lent, unless somebody has put something else there. */
export type TakeBack = () => Promise<void>;

/**
 * Puts a file into a root for the time in which a command runs there. It is no mount: over one nobody could put a new file, as packages do.
 *
 * @param there absolute, in a directory that exists; what is there is a regular file or nothing
 * @throws {DurableError} when it cannot be written
 */
export async function lendFile(there: string, bytes: Uint8Array, mode: number): Promise<TakeBack> {
  const before = lstatSync(there, { throwIfNoEntry: false });
  const aside = join(dirname(there), temporaryName(1));
  if (before !== undefined) await renameDurably(there, aside);
  await createReplacement({
    destination: there,
    temporary: join(dirname(there), temporaryName(0)),
    content: { bytes, mtime: Math.floor(Date.now() / 1000), owner: { mode, uid: 0, gid: 0 } },
    replaces: false,
    verify: false,
  });
  const lent = lstatSync(there);
  return async () => {
    const now = lstatSync(there, { throwIfNoEntry: false });
    const isLent = now?.ino === lent.ino && now.mtimeMs === lent.mtimeMs && now.size === lent.size;
    if (isLent) rmSync(there);
    if (isLent && before !== undefined) await renameDurably(aside, there);
    else rmSync(aside, { force: true });
  };
}
