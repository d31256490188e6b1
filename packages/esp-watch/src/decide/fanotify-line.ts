import { relative } from 'node:path/posix';
import { isWithin } from '@twinroot/lib-sysroot';

/** An event that fsnotifywait writes in the format `%e %w%f`. */
export interface FanotifyEvent {
  /** Relative to the root, '' for itself. */
  readonly path: string;
  /** A directory was moved here: its events come with the path that it had before. */
  readonly isMovedDirectory: boolean;
}

/** The event in a line; null for one that is not below the root, an absolute path without symlinks. */
export function fanotifyEventOf(root: string, line: string): FanotifyEvent | null {
  const [events = ''] = line.split(' ', 1);
  const path = line
    .slice(events.length + 1)
    .replace(/ \(deleted\)$/, '')
    .replace(/(?<=.)\/$/, '');
  if (!isWithin(path, root)) return null;
  return {
    path: relative(root, path),
    isMovedDirectory: events.includes('MOVED_TO') && events.includes('ISDIR'),
  };
}

/** A POSIX extended regular expression of the paths that are below the root. */
export function expressionBelow(root: string): string {
  return `^${root.replace(/[.[\\()*+?{|^$]/g, '\\$&')}(/|$)`;
}
