import { osReleaseValue } from '@twinroot/lib-generation';

/** A file, by its directory and its name. */
export interface DropIn {
  /** Index of the directory. */
  readonly directory: number;
  readonly name: string;
}

/**
 * The drop-ins of install.conf that count, in the order in which they are read: of several with one name that of the first directory.
 *
 * Source: kernel-install(8), "/etc/kernel/install.conf.d/*.conf"; systemd src/basic/conf-files.c.
 *
 * @param directories names in each, the one that comes first in the first place
 */
export function dropInsOf(directories: readonly (readonly string[])[]): readonly DropIn[] {
  const found = new Map<string, DropIn>();
  for (const [directory, names] of directories.entries())
    for (const name of names)
      if (name.endsWith('.conf') && !name.startsWith('.') && !found.has(name))
        found.set(name, { directory, name });
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Whether a system boots unified kernel images: `layout=uki` of kernel-install(8). `auto` and all else is none.
 *
 * @param texts of install.conf and its drop-ins, in the order in which they are read: the last one that says something counts
 */
export function isUkiLayout(texts: readonly string[]): boolean {
  const said = texts.flatMap((text) => osReleaseValue(text.replace(/^[ \t]+/gm, ''), 'layout') ?? []);
  return said.at(-1) === 'uki';
}
