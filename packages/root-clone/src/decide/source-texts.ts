import { join } from 'node:path/posix';
import { capsuleDirectories, keptListPath } from '@twinroot/lib-boot-tree';
import { registryPath } from '@twinroot/lib-registry';
import { formatOf, type TextFormat } from '@twinroot/lib-rewrite';
import { isWithin } from '@twinroot/lib-sysroot';

/** What a text file of the clone is to whoever boots from it. */
export type TextKind =
  | 'fstab'
  | 'crypttab'
  | 'cmdline'
  | 'entry'
  | 'loader-conf'
  | 'entry-token'
  | 'machine-id'
  /** Any other file that a boot loader reads. */
  | 'loader'
  /** A file of /etc from which programs make such files, or which names disks itself. */
  | 'setting';

/** A text file of the source: its path below the root, and its bytes, one character each. */
export interface SourceText {
  readonly path: string;
  readonly kind: TextKind;
  readonly text: string;
  /** Its path in the source, where that is another one. */
  readonly from?: string;
}

/** Directories where an ESP or XBOOTLDR is mounted as a rule (bootctl(1)). */
const usualBootDirectories = ['/boot', '/efi', '/boot/efi'];

/** Directories that may have a `loader` directory: the usual ones, and the volumes of the clone. */
export function bootDirectories(volumePaths: readonly string[]): readonly string[] {
  return [...new Set([...usualBootDirectories, ...volumePaths.filter((path) => path !== '/')])].toSorted();
}

/** What boot loaders read, beside boot entries. */
const loaderFormats: ReadonlySet<TextFormat> = new Set<TextFormat>([
  'limine',
  'refind',
  'refind-linux',
  'syslinux',
  'grub',
  'grubenv',
  'cmdline',
  'shell',
]);

/** The kind of a file of the root; null for one that is copied as it is. */
export function kindOf(path: string, directories: readonly string[]): TextKind | null {
  if (path === '/etc/fstab') return 'fstab';
  if (path === '/etc/crypttab') return 'crypttab';
  if (path === '/etc/machine-id') return 'machine-id';
  if (path === '/etc/kernel/entry-token') return 'entry-token';
  if (path === '/etc/kernel/cmdline' || /^\/etc\/cmdline\.d\/[^/]+\.conf$/.test(path)) return 'cmdline';
  for (const directory of directories) {
    if (!isWithin(path, directory)) continue;
    const name = path.slice(directory.length);
    if (name === '/loader/loader.conf') return 'loader-conf';
    if (/^\/loader\/entries\/[^/]+\.conf$/i.test(name)) return 'entry';
  }
  const format = formatOf(path);
  if (format === null) return null;
  if (isWithin(path, '/etc')) return 'setting';
  return loaderFormats.has(format) && directories.some((directory) => isWithin(path, directory))
    ? 'loader'
    : null;
}

/** Whether a text is made for the clone only where it has to differ, and copied otherwise. */
export function isMadeIfNeeded(kind: TextKind | null): boolean {
  return kind === 'loader' || kind === 'setting';
}

/** The form of a text, as its rewriter knows it. */
export function formatOfText({ path, kind }: Pick<SourceText, 'path' | 'kind'>): TextFormat {
  if (kind === 'fstab' || kind === 'crypttab' || kind === 'cmdline' || kind === 'entry') return kind;
  return isMadeIfNeeded(kind) ? (formatOf(path) ?? 'plain') : 'entry';
}

/** Whether the clone has it from the source's texts, and by no copy; where the source has none, it has none, either. */
export function isMadeApart(path: string, directories: readonly string[]): boolean {
  const kind = kindOf(path, directories);
  return kind !== null && kind !== 'machine-id' && kind !== 'entry-token' && !isMadeIfNeeded(kind);
}

/** Directories that may hold such files. */
export function textDirectories(directories: readonly string[]): readonly string[] {
  const ofLoaders = directories.flatMap((path) => [join(path, 'loader'), join(path, 'loader/entries')]);
  return ['/etc', '/etc/kernel', '/etc/cmdline.d', ...ofLoaders];
}

/** What rsync does not copy, because files with ids come there as they are made for the clone, and no other way. */
export function madeApart(directories: readonly string[], asTemplate: boolean): readonly string[] {
  return [
    ...(asTemplate ? ['/etc/kernel/entry-token'] : []),
    '/etc/fstab',
    '/etc/crypttab',
    '/etc/kernel/cmdline',
    '/etc/cmdline.d',
    ...directories.flatMap((directory) => [
      join(directory, 'loader/loader.conf'),
      join(directory, 'loader/entries'),
      // Each ESP has its own: a seed that two machines share is none, a set is of one disk's ESP, and so is what it keeps.
      join(directory, 'loader/random-seed'),
      join(directory, registryPath),
      join(directory, keptListPath),
    ]),
  ];
}

/** Unified kernel images of a boot volume (UAPI.1, Type #2), as rsync's pattern; FAT's names have no case. */
export const imagePattern = '/[eE][fF][iI]/[lL][iI][nN][uU][xX]/*.[eE][fF][iI]';

/** What firmware updates itself from, of a boot volume, as rsync's patterns, which tell upper case from lower. */
export const capsulePatterns: readonly string[] = capsuleDirectories.map((path) => `/${inAnyCase(path)}`);

/** Whether a file of the root is a unified kernel image of one of these boot volumes. */
export function isImage(path: string, volumes: readonly string[]): boolean {
  return volumes.some(
    (volume) => isWithin(path, volume) && /^\/efi\/linux\/[^/]+\.efi$/i.test(path.slice(volume.length)),
  );
}

/** The pattern of rsync for a name on FAT, where case does not count. */
export function inAnyCase(name: string): string {
  return name.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}
