import { escapeField, mountOptions, parseFstabLine, unescapeField } from '@twinroot/lib-fstab';
import { isSharedBoot, templateMounts, variable } from '@twinroot/lib-generation';
import { isWithin } from '@twinroot/lib-sysroot';

/** Directories that all generations have in common, where a machine has them in its root. */
const commonDirectories = ['/var/tmp', '/var/cache', '/var/log', '/home'];

/** The subvolume for a directory that all generations have: `commons/@var@log`. */
export function commonSubvolume(directory: string): string {
  return `commons/${directory.replaceAll('/', '@')}`;
}

/**
 * The template fstab of a machine, out of its own: the line for / mounts the root of each generation, to read, and what becomes common gets
 * lines of its own; a line that mounts another subvolume of this btrfs on /boot goes, since each generation has kernels of its own there;
 * everything else stays.
 *
 * @param text of etc/fstab; empty where there is none
 * @param uuid of the btrfs
 * @param commons directories that become common
 */
export function initTemplate(text: string, uuid: string, commons: readonly string[]): string {
  const boot = templateMounts(text, '').find(isSharedBoot);
  const lines = text.split('\n').filter((line) => boot === undefined || !isBootLine(line));
  const at = lines.findIndex((line) => parseFstabLine(line)?.mountpoint.text === '/');
  const own = at === -1 ? null : parseFstabLine(lines[at] ?? '');
  const source = own?.source.text ?? `UUID=${uuid}`;
  const kept = mountOptions(own?.options?.text ?? '').filter(
    (option) => !/^(?:subvol|subvolid)=|^(?:ro|rw|defaults|remount-ro|errors=.*)$/.test(option),
  );
  const line = (directory: string, options: readonly string[]) =>
    `${source} ${escapeField(directory)} btrfs ${options.join(',')} 0 0`;
  const made = [
    line('/', [`subvol=${variable}/@`, 'ro', ...kept]),
    ...commons.map((directory) => line(directory, [`subvol=/${commonSubvolume(directory)}`, 'rw', ...kept])),
  ];
  if (at !== -1) return [...lines.slice(0, at), ...made, ...lines.slice(at + 1)].join('\n');
  return [...lines.filter((one) => one !== ''), ...made, ''].join('\n');
}

function isBootLine(line: string): boolean {
  const { mountpoint, fstype } = parseFstabLine(line) ?? {};
  return fstype?.text === 'btrfs' && unescapeField(mountpoint?.text ?? '').replace(/\/+$/, '') === '/boot';
}

/**
 * Directories that become common: those that a root has, and that fstab does not mount by itself, alone or with what they are in.
 *
 * @param text of etc/fstab
 * @param isThere whether the root has a directory
 */
export function newCommons(text: string, isThere: (directory: string) => boolean): readonly string[] {
  const mounted = text.split('\n').flatMap((line) => {
    const place = unescapeField(parseFstabLine(line)?.mountpoint.text ?? '').replace(/\/+$/, '');
    return place.startsWith('/') ? [place] : [];
  });
  return commonDirectories.filter(
    (directory) => isThere(directory) && !mounted.some((place) => isWithin(directory, place)),
  );
}
