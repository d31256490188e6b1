import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A directory of /sys, of which only what is in it is asked for. */
export interface SysDirectory {
  readonly path: string;
  readonly names: readonly string[];
  has(name: string): boolean;
  /** The text of an attribute, without the blanks around it; null without it. */
  text(name: string): string | null;
  /** What a symlink says; null without it. */
  link(name: string): string | null;
  /** The names in a directory of it; none without it. */
  list(name: string): readonly string[];
}

/**
 * Opens a directory of /sys.
 *
 * @throws {NodeJS.ErrnoException} ENOENT without it; and so do its functions for what goes away meanwhile
 */
export function openSysDirectory(path: string): SysDirectory {
  const names = readdirSync(path);
  const has = (name: string) => names.includes(name);
  return {
    path,
    names,
    has,
    text: (name) => (has(name) ? readAttribute(join(path, name)) : null),
    link: (name) => (has(name) ? readlinkSync(join(path, name)) : null),
    list: (name) => (has(name) ? readdirSync(join(path, name)) : []),
  };
}

/** @throws {NodeJS.ErrnoException} ENOENT */
export function readAttribute(path: string): string {
  return readFileSync(path, 'utf8').trim();
}

/** The text of an attribute that may not be there. */
export function attributeAt(path: string): string | null {
  return existsSync(path) ? readAttribute(path) : null;
}
