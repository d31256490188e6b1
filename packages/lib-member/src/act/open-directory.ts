import { isReadOnly } from '@twinroot/lib-durable';
import { readFreeSpace } from '@twinroot/lib-machine';
import { type OpenRoot, openRealRoot } from '@twinroot/lib-tree';

/** A member, or a directory that stands for one, that can be read or written through `path` until it is closed. */
export interface OpenMember {
  /** The path to use for everything below it. */
  readonly path: string;
  /** What people know it by: its mount point or its device node, or the directory as it was given. */
  readonly name: string;
  /** Free bytes. */
  readonly free: number;
  /** Bytes in a cluster. */
  readonly cluster: number;
  /** What people should know of its state, whatever is done then. */
  readonly remarks: readonly string[];
  /** Why nothing can be written on it, as a clause; null when something can, as far as its mount and its device go. */
  whyReadOnly(): string | null;
  /**
   * Lets what was opened to be read be written, where it is mounted for the run only.
   *
   * @returns why it cannot be written, as a clause; null when it can
   * @throws {ToolError} when it cannot be mounted so
   */
  allowWrites(): Promise<string | null>;
  close(): Promise<void>;
}

/**
 * Opens a plain directory.
 *
 * @param directory absolute, and without symlinks: whoever may write above it leads nowhere else
 * @throws {Error} with the system's code: ENOENT, ENOTDIR, EACCES, EIO
 */
export async function openDirectory(directory: string): Promise<OpenMember> {
  const root = openRealRoot(directory);
  return withSpace(root, directory, [], writableAsMounted(root.path));
}

/** What is written through a mount of others, as far as it goes. */
export function writableAsMounted(path: string): Pick<OpenMember, 'whyReadOnly' | 'allowWrites'> {
  const whyReadOnly = () => (isReadOnly(path) ? 'is mounted read-only' : null);
  return { whyReadOnly, allowWrites: async () => whyReadOnly() };
}

/** An open root as a member; closed when the room on it cannot be found out. */
export async function withSpace(
  root: OpenRoot,
  name: string,
  remarks: readonly string[],
  writes: Pick<OpenMember, 'whyReadOnly' | 'allowWrites'>,
): Promise<OpenMember> {
  try {
    const { free, cluster } = await readFreeSpace(root.path);
    return { path: root.path, name, free, cluster, remarks, ...writes, close: () => root.close() };
  } catch (error) {
    await root.close();
    throw error;
  }
}
