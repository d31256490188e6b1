/**
 * How rsync is asked to name each change: a mark that no other line of its begins with, its letters, the size, the path
 * (rsyncd.conf(5), log format).
 */
export const outFormat = '@%i %l %n';

/** One change as rsync itemises it. */
export interface Change {
  /** `copy`: a content; `create`: a directory, symlink or device; `link`: a hard link; `attributes`: nothing else. */
  readonly operation: 'copy' | 'create' | 'link' | 'attributes' | 'delete';
  /** Null when it is deleted. */
  readonly type: 'file' | 'directory' | 'symlink' | 'device' | 'special' | null;
  /** rsync's letters. */
  readonly itemized: string;
  /** Size of a file that is copied. */
  readonly bytes: number | null;
  /** Path below the destination. */
  readonly path: string;
}

const operations = {
  '>': 'copy',
  '<': 'copy',
  c: 'create',
  h: 'link',
  '.': 'attributes',
  '*': 'delete',
} as const;
const types = { f: 'file', d: 'directory', L: 'symlink', D: 'device', S: 'special' } as const;

/**
 * The change that a line of rsync's output names; null for any other line. The letters are `YXcstpoguax`, Y what is
 * done and X the type of what it is done to, or `*deleting` (rsync(1), --itemize-changes).
 */
export function changeOf(line: string): Change | null {
  const [, itemized = '', size = '', name = ''] =
    /^@([><ch.][fdLDS][^ ]*|\*deleting) +(\d+) (.*)$/s.exec(line) ?? [];
  const operation = lookUp(operations, itemized.charAt(0));
  if (operation === null) return null;
  const type = operation === 'delete' ? null : lookUp(types, itemized.charAt(1));
  const isContent = operation === 'copy' && type === 'file';
  return {
    operation,
    type,
    itemized,
    bytes: isContent ? Number(size) : null,
    path: unescapeName(name),
  };
}

function lookUp<T extends object>(map: T, key: string): T[keyof T] | null {
  return isKey(map, key) ? map[key] : null;
}

function isKey<T extends object>(map: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(map, key);
}

/**
 * Takes out the escapes of rsync's output: `\#` and three octal digits are a byte (log.c, filtered_fwrite). In the C locale all
 * but ASCII is escaped, and a backslash where it would read as an escape.
 */
function unescapeName(name: string): string {
  return name.replace(/(?:\\#[0-3][0-7]{2})+/g, (run) => {
    const bytes = run.slice(2).split('\\#');
    return Buffer.from(bytes.map((octal) => Number.parseInt(octal, 8))).toString('utf8');
  });
}
