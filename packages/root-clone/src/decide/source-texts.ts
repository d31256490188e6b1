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
export const capsulePatterns: readonly string[] = capsuleDirectories.map(
  (path) => `/${path.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`)}`,
);

/** Whether a file of the root is a unified kernel image of one of these boot volumes. */
export function isImage(path: string, volumes: readonly string[]): boolean {
  return volumes.some(
    (volume) => isWithin(path, volume) && /^\/efi\/linux\/[^/]+\.efi$/i.test(path.slice(volume.length)),
  );
}

/** What boot loaders read, by the ends of names; FAT's have no case. */
const loaderFiles = [
  '*.[cC][oO][nN][fF]',
  '*.[cC][fF][gG]',
  '*grubenv',
  '*.lst',
  '*.map',
  '*cmdline.txt',
] as const;

/** What is read of /etc: where text-format.ts of lib-rewrite knows formats. */
const settings = [
  ...['default', 'conf.d', 'sysconfig', 'grub.d', 'systemd', 'kernel', 'initramfs-tools', 'lvm', 'mdadm'].map(
    (name) => `${name}/***`,
  ),
  ...['dracut.conf.d', 'mkinitcpio.conf.d', 'mkinitcpio.d', 'mkinitfs', 'kernelstub'].map(
    (name) => `${name}/***`,
  ),
  'crypttab.initramfs',
  'cmdline',
  'mdadm.conf',
  'rc.local',
  '*.conf',
] as const;

/**
 * rsync's filters that let through what is read of a volume before anything is copied, and nothing else: the texts, and, empty,
 * the directories that are named after a machine.
 *
 * @param imageVolumes boot volumes whose unified kernel images are read, too
 */
export function textFilters(
  directories: readonly string[],
  volume: string,
  imageVolumes: readonly string[] = [],
): readonly string[] {
  const files = [
    '/etc/fstab',
    '/etc/crypttab',
    '/etc/machine-id',
    '/etc/kernel/entry-token',
    '/etc/kernel/cmdline',
    '/etc/cmdline.d/*.conf',
    ...directories.flatMap((directory) => [
      join(directory, 'loader/loader.conf'),
      join(directory, 'loader/entries/*.[cC][oO][nN][fF]'),
    ]),
    ...imageVolumes.map((path) => join(path, imagePattern)),
    ...settings.map((path) => `/etc/${path}`),
    ...directories.flatMap((directory) => loaderFiles.map((name) => `${directory}/**${name}`)),
    ...directories.flatMap((directory) => loaderFiles.map((name) => `${directory}/${name}`)),
  ].filter((path) => isWithin(path, volume));
  const machines = directories.map((path) => join(path, '[0-9a-f]'.repeat(32)));
  const parents = new Set(files.flatMap(parentsOf).filter((path) => !path.includes('**')));
  const trees = directories.filter((path) => isWithin(path, volume)).map((path) => `--include=${path}/**/`);
  return [
    ...trees,
    ...[...parents, ...machines.filter((path) => isWithin(path, volume))].map((path) => `--include=${path}/`),
    ...files.map((path) => `--include=${path}`),
    '--exclude=*',
  ];
}

function parentsOf(path: string): readonly string[] {
  const names = path.split('/').slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
}
