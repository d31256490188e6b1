import { parseEntryName } from '@twinroot/lib-bls';
import { idPattern } from './generation-id.ts';

// Generations on an ESP: loader/entries/TOKEN-gen-ID+3.conf, TOKEN/gen/linux-RELEASE-DIGEST, TOKEN/gen/initrd-RELEASE-DIGEST; or
// EFI/Linux/TOKEN-gen-ID+3.efi. An older kernel of a generation has TOKEN-kernel-ID-RELEASE.conf or .efi.

/** The type of an entry: 1, a text that names files; 2, a unified kernel image (UAPI.1). */
export type EntryType = 1 | 2;

/** Where the entries of each type are, below the root of an ESP, and how their names end. */
const forms = {
  1: { directory: 'loader/entries', suffix: '.conf' },
  2: { directory: 'EFI/Linux', suffix: '.efi' },
} as const;

/** Where entries are, below the root of an ESP. */
export function entriesDirectory(type: EntryType): string {
  return forms[type].directory;
}

/** How many boots a generation gets to show that it comes up. */
export const triesOfNew = 3;

/** What an entry of a generation has of its name. */
export interface GenerationEntry {
  readonly type: EntryType;
  readonly id: string;
  /** Which of its older kernels it boots, as kernelKey has it; null: its newest one, which is booted by default. */
  readonly kernel: string | null;
  /** Tries left; null: it has booted well, or is not counted. */
  readonly left: number | null;
  /** Tries done; null when the name does not say. */
  readonly done: number | null;
}

/**
 * The directory for kernels and initrds of generations, below the root of an ESP. kernel-install(8) has others, so its removals do not
 * reach this one.
 *
 * @param token the entry token of the machine (kernel-install(8))
 */
export function payloadDirectory(token: string): string {
  return `${token}/gen`;
}

/**
 * Where a kernel or an initrd is, below the root of an ESP. The name is by content: what two generations share is there once, and what is
 * there is never changed.
 *
 * @param release of the kernel, as uname(1) has it
 * @param sha256 of the file, hexadecimal
 */
export function payloadPath(
  token: string,
  kind: 'linux' | 'initrd',
  release: string,
  sha256: string,
): string {
  return `${payloadDirectory(token)}/${kind}-${release}-${sha256.slice(0, 16)}`;
}

/**
 * The name of the entry of a generation, in the directory of its type.
 *
 * @param tries null: the boots are not counted
 */
export function entryName(token: string, id: string, tries: number | null, type: EntryType): string {
  return `${token}-gen-${id}${tries === null ? '' : `+${tries}`}${forms[type].suffix}`;
}

/**
 * The name of the entry of an older kernel of a generation, in the directory of its type. It is none of entryPattern, and has no counter: a
 * generation that does not come up with its newest kernel is passed over for the one before it, and not for a kernel that nobody counts.
 *
 * @param release as uname(1) has it
 */
export function olderEntryName(token: string, id: string, release: string, type: EntryType): string {
  return `${token}-kernel-${id}-${kernelKey(release)}${forms[type].suffix}`;
}

/** What the names of entries have of a release. A `+` in it could be read as a boot counter, and FAT does not hold all letters. */
export function kernelKey(release: string): string {
  return release.replace(/[^A-Za-z0-9._-]/g, '_');
}

/**
 * The names of the entries of all generations, whatever their types and counters, as a pattern of `default` in loader.conf(5). Those of older
 * kernels are not among them.
 */
export function entryPattern(token: string): string {
  return `${token}-gen-*`;
}

/**
 * Reads the name of an entry of a generation.
 *
 * @param name in the directory of entries of its type
 * @returns null: it is another one
 */
export function parseGenerationEntry(token: string, name: string): GenerationEntry | null {
  const found = parseAnyGenerationEntry(name);
  if (found?.token !== token) return null;
  const { type, id, kernel, left, done } = found;
  return { type, id, kernel, left, done };
}

/**
 * The same, whatever the token: that of another machine, or one that this machine had before.
 *
 * @param name in the directory of entries of its type
 */
export function parseAnyGenerationEntry(name: string): (GenerationEntry & { readonly token: string }) | null {
  const { stem, left, done, suffix } = parseEntryName(name);
  const [, token = '', id = '', kernel = null] =
    /^(.+)-gen-([^-]+)$/s.exec(stem) ?? /^(.+)-kernel-([^-]+)-(.+)$/s.exec(stem) ?? [];
  const type = suffix === forms[1].suffix ? 1 : suffix === forms[2].suffix ? 2 : null;
  return type !== null && idPattern.test(id) ? { token, type, id, kernel, left, done } : null;
}
