import { lstatSync, readlinkSync } from 'node:fs';
import { isMissing } from '@twinroot/lib-failure';

/** Where a path leads. */
export interface RealPath {
  /**
   * Without symlinks, as the machine below the sysroot names it: absolute, without `.`, `..`, and a slash at the end. Of what
   * is missing, the names as they were given.
   */
  readonly path: string;
  /** False: its last part, or one before it, does not exist. */
  readonly exists: boolean;
}

/** So many symlinks on one way are taken for a circle, as the kernel does (MAXSYMLINKS of include/linux/namei.h). */
const mostLinks = 40;

/**
 * Where a path of a machine leads, with symlinks resolved as that machine would: absolute ones begin at the sysroot, and
 * `..` does not leave it (path_resolution(7), chroot(2)).
 *
 * @param sysroot an absolute path; itself it may lead through symlinks
 * @param path absolute, as the machine names it
 * @throws {NodeJS.ErrnoException} EACCES, EIO, ELOOP
 */
export function realPathBelow(sysroot: string, path: string): RealPath {
  const base = sysroot === '/' ? '' : sysroot;
  const rest = namesOf(path).reverse();
  const found: string[] = [];
  let links = 0;
  while (rest.length > 0) {
    const name = rest.pop() ?? '';
    if (name === '..') {
      found.pop();
      continue;
    }
    const target = linkAt(`${base}/${[...found, name].join('/')}`);
    if (target === undefined) return { path: joined([...found, name, ...rest.reverse()]), exists: false };
    if (target === null) {
      found.push(name);
      continue;
    }
    links += 1;
    if (links > mostLinks) throw tooManyLinks(`${base}${path}`);
    if (target.startsWith('/')) found.length = 0;
    rest.push(...namesOf(target).reverse());
  }
  return { path: joined(found), exists: true };
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

/** Names of which those before a `..` are taken off: of what is missing no more can be known. */
function joined(names: readonly string[]): string {
  const kept: string[] = [];
  for (const name of names) {
    if (name === '..') kept.pop();
    else kept.push(name);
  }
  return `/${kept.join('/')}`;
}

/** The target of a symlink; null for what is not one; undefined when nothing is there. */
function linkAt(path: string): string | null | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    return stats.isSymbolicLink() ? readlinkSync(path) : null;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function tooManyLinks(path: string): Error {
  return Object.assign(new Error(`ELOOP: too many symbolic links encountered, lstat '${path}'`), {
    code: 'ELOOP',
    syscall: 'lstat',
    path,
  });
}
