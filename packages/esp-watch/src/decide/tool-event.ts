/** What a program of inotify-tools reports of a tree. */
export type ToolEvent =
  /** The kernel's queue was full, and dropped events. */
  | { readonly kind: 'overflow' }
  | {
      /** All but `changed` are of directories. */
      readonly kind: 'changed' | 'arrived' | 'moved away' | 'deleted';
      /** Relative to the root, '' for itself. */
      readonly path: string;
    };

/**
 * `--format` of inotifywait(1) and fsnotifywait(1): a name may hold a newline, but no NUL. A newline follows; and fsnotifywait
 * writes what it found out about a name before it (libinotifytools, `[fid=…;name='…'] …`).
 */
export const toolFormat = '%0%e %w%f%0';

/** What is told of each line of a program's output, and puts together the records that toolFormat makes. */
export function recordsOfLines(told: (record: string) => void): (line: string) => void {
  let begun = '';
  return (line) => {
    const text = begun + line;
    const begin = text.lastIndexOf('\0', Math.max(0, text.length - 2));
    const isWhole = begin !== -1 && begin < text.length - 1 && text.endsWith('\0');
    // What never ends is no path (PATH_MAX), and must not fill memory.
    begun = isWhole || text.length > 2 ** 16 ? '' : `${text}\n`;
    if (isWhole) told(text.slice(begin + 1, -1));
  };
}

/** The event in a record, `CREATE,ISDIR /srv/new`; null for one that is not below the root, an absolute path without symlinks. */
export function toolEventOf(root: string, record: string): ToolEvent | null {
  const end = record.indexOf(' ');
  const names = record.slice(0, Math.max(0, end)).split(',');
  if (names.includes('Q_OVERFLOW')) return { kind: 'overflow' };
  // An event of a watched directory itself comes with a slash at its end.
  const path = relativeTo(root, record.slice(end + 1).replace(/(?<=.)\/$/, ''));
  return path === null ? null : { kind: kindOf(names), path };
}

function kindOf(names: readonly string[]): 'changed' | 'arrived' | 'moved away' | 'deleted' {
  if (!names.includes('ISDIR')) return 'changed';
  if (names.includes('CREATE') || names.includes('MOVED_TO')) return 'arrived';
  if (names.includes('MOVED_FROM')) return 'moved away';
  return names.includes('DELETE') ? 'deleted' : 'changed';
}

function relativeTo(root: string, path: string): string | null {
  if (path === root) return '';
  const above = root === '/' ? root : `${root}/`;
  return path.startsWith(above) ? path.slice(above.length) : null;
}
