/** What was attempted with a path, by system calls; others are named as they are. */
const verbs: ReadonlyMap<string, string> = new Map([
  ['access', 'use'],
  ['lstat', 'look at'],
  ['stat', 'look at'],
  ['statfs', 'look at'],
  ['opendir', 'read'],
  ['scandir', 'read'],
  ['readlink', 'read'],
  ['mkdir', 'create'],
  ['unlink', 'delete'],
  ['rmdir', 'delete'],
]);

/**
 * An error of Node's file functions (`ENOENT: no such file or directory, lstat '/x'`) as people say it: what was attempted, on
 * what, why it failed, and what to do where that is known. null for any other error.
 */
export function systemText(error: Error): string | null {
  const { code, path, syscall } = detailsOf(error);
  if (code === null || path === null || syscall === null) return null;
  const end = error.message.indexOf(`, ${syscall}`);
  const isNodes = error.message.startsWith(`${code}: `) && end !== -1;
  if (!isNodes) return null;
  if (code === 'ENOENT') return `${path} is not there`;
  const why = error.message.slice(code.length + 2, end);
  return `cannot ${verbs.get(syscall) ?? syscall} ${path}: ${why}${remedy(code, path)}`;
}

/** A device that may not be opened is root's: these commands are root's, too, but for what only looks. */
function remedy(code: string, path: string): string {
  return (code === 'EACCES' || code === 'EPERM') && path.startsWith('/dev/') ? ': run as root' : '';
}

interface Details {
  readonly code: string | null;
  readonly path: string | null;
  readonly syscall: string | null;
}

function detailsOf(error: object): Details {
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    code: 'code' in error ? text(error.code) : null,
    path: 'path' in error ? text(error.path) : null,
    syscall: 'syscall' in error ? text(error.syscall) : null,
  };
}
