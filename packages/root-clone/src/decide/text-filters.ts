import { join } from 'node:path/posix';
import { isWithin } from '@twinroot/lib-sysroot';
import { imagePattern, inAnyCase } from './source-texts.ts';

/** What boot loaders read, by the ends of names, where text-format.ts of lib-rewrite knows formats. */
const loaderFiles = [
  ...['.conf', '.cfg', 'grubenv', '.lst', '.map', 'cmdline.txt', 'env.txt', '.nsh'].map(
    (end) => `*${inAnyCase(end)}`,
  ),
  // kernelstub's copy of a command line
  inAnyCase('cmdline'),
] as const;

/** What is read of /etc: where text-format.ts of lib-rewrite knows formats. */
const settings = [
  ...['default', 'conf.d', 'sysconfig', 'grub.d', 'systemd', 'kernel', 'initramfs-tools', 'lvm', 'mdadm'].map(
    (name) => `${name}/***`,
  ),
  ...['dracut.conf.d', 'mkinitcpio.conf.d', 'mkinitcpio.d', 'mkinitfs', 'kernelstub'].map(
    (name) => `${name}/***`,
  ),
  ...['initramfs', 'limine-entry-tool.d', 'pacman.d/hooks', 'timeshift', 'tuned'].map(
    (name) => `${name}/***`,
  ),
  'crypttab.initramfs',
  'veritytab',
  'integritytab',
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
