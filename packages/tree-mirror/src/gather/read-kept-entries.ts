import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path/posix';
import { payloadsOf } from '@twinroot/lib-bls';
import { namesIn } from '@twinroot/lib-sysroot';
import type { KeptEntry } from '../decide/keep-rules.ts';

/** A copy, by directories that are open. */
export interface KeptPlace {
  /** The directory that is written into. */
  readonly directory: string;
  /** Its own name, where its content is what is written. */
  readonly ownName: string;
  /** The directory that is copied. */
  readonly source: string;
  /** The name under which it is copied; null when its content is. */
  readonly name: string | null;
}

/** Where the boot partitions of a root are, below it. */
const bootPlaces = ['', 'boot', 'efi', 'boot/efi'];
/** Where the modules of kernels are, below a root (Linux kbuild, INSTALL_MOD_PATH). */
const modulePlaces = ['usr/lib/modules', 'lib/modules'];
/** What is longer is no entry. */
const longestEntry = 256 * 1024;

/**
 * The boot entries beside a copy and in it, with what they need of what the copy may delete: the files that they name (UAPI.1,
 * Type #1), and the modules of a kernel whose release is in their text.
 *
 * @throws {NodeJS.ErrnoException} EIO, EACCES
 */
export function readKeptEntries(place: KeptPlace): readonly KeptEntry[] {
  const bases = place.name === null ? ['', '..'] : [''];
  return bases.flatMap((base) =>
    bootPlaces.flatMap((boot) => {
      const entries = join(base, boot, 'loader/entries');
      return entryNames(below(place.directory, entries)).map((name) =>
        entryOf(place, base, boot, join(entries, name)),
      );
    }),
  );
}

function entryOf(place: KeptPlace, base: string, boot: string, file: string): KeptEntry {
  const bytes = readFileSync(below(place.directory, file));
  const text = bytes.toString('latin1');
  const named = payloadsOf(bytes).flatMap(({ path }) =>
    // On a root without a boot partition, GRUB's paths begin at the root.
    path === null ? [] : [join(base, boot, path), join(base, path)],
  );
  const modules = modulePlaces.flatMap((modules) => {
    const directory = join(base, modules);
    return namesIn(below(place.directory, directory))
      .filter((release) => /^\d+\.\d/.test(release) && hasRelease(text, release))
      .map((release) => join(directory, release));
  });
  const needs = [...new Set([...named, ...modules])].flatMap((path) => {
    const inside = insideOf(place, path);
    const isOnly =
      inside !== null && existsSync(below(place.directory, path)) && !existsSync(sourceOf(place, inside));
    return isOnly ? [inside] : [];
  });
  return { path: insideOf(place, file), name: file.replace(/^.*\//, ''), needs };
}

/** A path from an open directory, not simplified: what is above it is known to the kernel, and not by the name `/proc/self/fd/3`. */
function below(directory: string, path: string): string {
  return `${directory}/${path}`;
}

/** A path below the directory, as one below the root of the transfer; null where the copy does not reach. */
function insideOf({ name, ownName }: KeptPlace, path: string): string | null {
  if (name !== null) return path.startsWith(`${name}/`) ? `/${path}` : null;
  if (!path.startsWith('../')) return `/${path}`;
  return path.startsWith(`../${ownName}/`) ? path.slice(3 + ownName.length) : null;
}

function sourceOf({ source, name }: KeptPlace, inside: string): string {
  return join(source, name === null ? inside : inside.slice(1 + name.length));
}

/** Whether a text has the release of a kernel: `6.1` is not in `6.1.5`, nor in `16.1`. */
function hasRelease(text: string, release: string): boolean {
  const literal = release.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`(?<![\\w.])${literal}(?![\\w+~]|\\.\\d)`).test(text);
}

function entryNames(directory: string): readonly string[] {
  return namesIn(directory).filter((name) => {
    if (!name.endsWith('.conf')) return false;
    const stats = statSync(below(directory, name), { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size <= longestEntry;
  });
}
