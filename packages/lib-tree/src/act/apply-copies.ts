import { createTogether, DurableError, type NewContent, renamedError } from '@twinroot/lib-durable';
import { type HeldDirectory, openBelow } from '@twinroot/lib-sysroot';
import type { Operation } from '../decide/operation.ts';
import { directoryOf, nameOf } from '../decide/paths.ts';
import { type ApplyTarget, followerOf } from './apply.ts';

/** Copies a file of the source to a new name. */
export type Copy = Extract<Operation, { op: 'copy' }>;

/** Where copies are made together, and how. */
export interface CopiesTarget extends ApplyTarget {
  /** An open directory of the mirror in which nobody else has files. */
  readonly scratch: HeldDirectory;
  /** Called before each copy is begun; what it throws ends all, and none is made. */
  readonly begin: (copy: Copy) => void;
}

/** How far they came. */
export interface Copied {
  /** So many, the first ones, are there and durable; no other is. */
  readonly count: number;
  /** Why the next one is not there: a DurableError; null when all are. */
  readonly error: unknown;
}

/**
 * Makes copies together, all of them under new names: when it returns, those that it counts are durable. Directories are opened and held
 * as by applyOperation.
 *
 * @throws {DurableError} when the mirror cannot be flushed
 * @throws what `begin` throws, and the reason of an aborted `signal`, as they are: none is made
 */
export async function applyCopies(copies: readonly Copy[], target: CopiesTarget): Promise<Copied> {
  const { source, mirror, verify, confirm, scratch, begin } = target;
  const opened = new Map<string, HeldDirectory>();
  const names = new Map([[scratch.path, scratch.name]]);
  /** The path of a file, through its open directory. */
  const reach = (root: string, path: string) => {
    const whole = `${root}/${directoryOf(path)}`;
    const directory = opened.get(whole) ?? openBelow(root, directoryOf(path));
    opened.set(whole, directory);
    names.set(directory.path, directory.name);
    return `${directory.path}/${nameOf(path)}`;
  };
  const named = (error: unknown, path: string) => renamedError(error, `${mirror}/${path}`, names);
  const at = (index: number) => copies[index] as Copy;
  const files: { destination: string; content: NewContent }[] = [];
  let unreached: unknown = null;
  try {
    for (const { path, from, size, mtime } of copies) {
      try {
        files.push({ destination: reach(mirror, path), content: { from: reach(source, from), size, mtime } });
      } catch (error) {
        unreached = error;
        break;
      }
    }
    const created = await createTogether({
      files,
      scratch: scratch.path,
      verify,
      begin: (index) => begin(at(index)),
      confirm: (index) => confirm?.(at(index).from),
      ...followerOf(target),
    });
    const error = created.error ?? unreached;
    return { count: created.count, error: error === null ? null : named(error, at(created.count).path) };
  } catch (error) {
    throw error instanceof DurableError ? renamedError(error, mirror, names) : error;
  } finally {
    for (const each of opened.values()) each.close();
  }
}
