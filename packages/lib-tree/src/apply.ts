import {
  createReplacement,
  deleteDurably,
  makeDirectoryDurably,
  removeDirectoryDurably,
  setTimeDurably,
} from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import { directoryRoom, type Operation } from './operation.ts';
import { directoryOf, joinPath } from './paths.ts';

/** Where operations are applied, and how. */
export interface ApplyTarget {
  /** Root of the source. */
  readonly source: string;
  /** Root of the mirror. */
  readonly mirror: string;
  /** Whether what was written is read back from the device before it gets its name. */
  readonly verify: boolean;
}

/**
 * Does one operation, durably: when it returns, a power cut does not take it back.
 *
 * @throws {DurableError} what was attempted on which path, with the system's code
 */
export async function applyOperation(operation: Operation, target: ApplyTarget): Promise<void> {
  const path = `${target.mirror}/${operation.path}`;
  const temporary = `${target.mirror}/${joinPath(directoryOf(operation.path), temporaryName(0))}`;
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
            ? { from: `${target.source}/${operation.from}`, size: operation.size, mtime: operation.mtime }
            : { bytes: operation.bytes, mtime: operation.mtime },
        replaces: operation.replaces,
        verify: target.verify,
      });
  }
}
