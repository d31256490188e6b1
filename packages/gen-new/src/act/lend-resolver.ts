import { lstatSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createReplacement, renameDurably } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import { realPathBelow } from '@twinroot/lib-sysroot';

/** The machine's resolv.conf in a new root. */
export interface LentResolver {
  /** Where it is a file in /run, to which a symlink of the new root leads. */
  readonly inRun: readonly { readonly file: string; readonly path: string }[];
  /** Puts back what was there, unless a command has put something else there. */
  takeBack(): Promise<void>;
}

const place = '/etc/resolv.conf';
const none: LentResolver = { inRun: [], takeBack: async () => undefined };

/**
 * Lends the machine's resolv.conf to a new root, for the time in which a command runs there. It is no mount: over one nobody could put a
 * new file, as packages do that bring a resolver.
 *
 * @throws {DurableError} when it cannot be written
 */
export async function lendResolver(sysroot: string, root: string): Promise<LentResolver> {
  const own = join(sysroot, realPathBelow(sysroot, place).path);
  if (!lstatSync(own, { throwIfNoEntry: false })?.isFile()) return none;
  const file = realpathSync(own);
  const { path } = realPathBelow(root, place);
  // Both are empty otherwise.
  if (/^\/(?:run|tmp)\//.test(path)) return { inRun: [{ file, path }], takeBack: async () => undefined };
  const there = join(root, path);
  const before = lstatSync(there, { throwIfNoEntry: false });
  const hasPlace = lstatSync(dirname(there), { throwIfNoEntry: false })?.isDirectory() === true;
  if (!hasPlace || (before !== undefined && !before.isFile())) return none;
  const aside = join(dirname(there), temporaryName(1));
  if (before !== undefined) await renameDurably(there, aside);
  await createReplacement({
    destination: there,
    temporary: join(dirname(there), temporaryName(0)),
    content: {
      bytes: readFileSync(file),
      mtime: Math.floor(Date.now() / 1000),
      owner: { mode: 0o644, uid: 0, gid: 0 },
    },
    replaces: false,
    verify: false,
  });
  const lent = lstatSync(there);
  const takeBack = async () => {
    const now = lstatSync(there, { throwIfNoEntry: false });
    const isLent = now?.ino === lent.ino && now.mtimeMs === lent.mtimeMs && now.size === lent.size;
    if (isLent) rmSync(there);
    if (isLent && before !== undefined) await renameDurably(aside, there);
    else rmSync(aside, { force: true });
  };
  return { inRun: [], takeBack };
}
