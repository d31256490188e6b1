import {
  createReplacement,
  deleteDurably,
  makeDirectoryDurably,
  removeDirectoryDurably,
  renamedError,
  setTimeDurably,
} from '@twinroot/lib-durable';
import { errorCode } from '@twinroot/lib-failure';
import { temporaryName } from '@twinroot/lib-fat';
import { openBelow } from '@twinroot/lib-sysroot';
import { directoryRoom, type Operation } from '../decide/operation.ts';
import { directoryOf, nameOf } from '../decide/paths.ts';

/** Where operations are applied, and how. */
export interface ApplyTarget {
  /** Root of the source. */
  readonly source: string;
  /** Root of the mirror. */
  readonly mirror: string;
  /** Whether what was written is read back from the device before it gets its name. */
  readonly verify: boolean;
  /** Called with a file of the source, by its path below the root, when it is copied, and right before the copy gets its name. */
  readonly confirm?: (from: string) => void;
  /** Called with so many bytes that are done: of a file that is read back, half of them when they are written. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Looked at in the middle of a large file, which then gets no name. */
  readonly signal?: AbortSignal | undefined;
}

/** Who follows the files: their bytes are told of in halves when each is read back. */
export function followerOf({ verify, onBytes, signal }: ApplyTarget) {
  return { signal, onBytes: onBytes && ((bytes: number) => onBytes(verify ? bytes / 2 : bytes)) };
}

/**
 * Does one operation, durably: when it returns, a power cut does not take it back.
 *
 * The directory that it is done in, and that of a file that is copied, are opened name by name and held: whoever may write in
 * the tree can put a symlink, or another directory, into a place that was listed, and nothing outside is touched.
 *
 * @throws {DurableError} what was attempted on which path, with the system's code; CHANGED where `confirm` threw one with it
 * @throws the reason of an aborted `signal`, as it is
 */
export async function applyOperation(operation: Operation, target: ApplyTarget): Promise<void> {
  const names = new Map<string, string>();
  const opened: { close(): void }[] = [];
  /** The path of a file, through its open directory. */
  const reach = (root: string, path: string) => {
    const directory = openBelow(root, directoryOf(path));
    opened.push(directory);
    names.set(directory.path, directory.name);
    return `${directory.path}/${nameOf(path)}`;
  };
  const path = `${target.mirror}/${operation.path}`;
  try {
    const removes = operation.op === 'delete' || operation.op === 'rmdir';
    const place = removes
      ? reachIfThere(() => reach(target.mirror, operation.path))
      : reach(target.mirror, operation.path);
    if (place !== null) await applyIn(place, operation, target, (from) => reach(target.source, from));
  } catch (error) {
    throw error === target.signal?.reason ? error : renamedError(error, path, names);
  } finally {
    for (const each of opened) each.close();
  }
}

/** Where there is no directory, there is nothing to delete. */
function reachIfThere(reach: () => string): string | null {
  try {
    return reach();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return null;
  }
}

function applyIn(
  path: string,
  operation: Operation,
  target: ApplyTarget,
  fromSource: (path: string) => string,
): Promise<void> {
  const { verify, confirm } = target;
  const temporary = `${directoryOf(path)}/${temporaryName(0)}`;
  switch (operation.op) {
    case 'mkdir':
      return makeDirectoryDurably(path, temporary, directoryRoom);
    case 'rmdir':
      return removeDirectoryDurably(path);
    case 'delete':
      return deleteDurably(path);
    case 'touch':
      return setTimeDurably(path, operation.mtime);
    case 'copy':
    case 'write':
      return createReplacement({
        destination: path,
        temporary,
        content:
          operation.op === 'copy'
            ? { from: fromSource(operation.from), size: operation.size, mtime: operation.mtime }
            : { bytes: operation.bytes, mtime: operation.mtime },
        replaces: operation.replaces,
        verify,
        ...followerOf(target),
        ...(operation.op === 'copy' && confirm ? { confirm: () => confirm(operation.from) } : {}),
      });
  }
}
