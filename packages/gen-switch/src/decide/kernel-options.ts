import { splitArguments } from '@twinroot/lib-cmdline';

/**
 * The kernel command line that boots a subvolume, out of one that boots another: `rootflags` names the subvolume in place of what it
 * named, its other flags stay, and the root is mounted read-only. What belongs to one boot only is left out, as kernel-install(8) does:
 * `BOOT_IMAGE=`, `initrd=`.
 *
 * Where no `root=` is in it, the btrfs is named by its UUID: an initrd that finds the root by itself would find a partition, and not which
 * subvolume of what. Lines that begin with `#` are comments, as for mkinitcpio(8).
 *
 * Of several `rootflags` the last one counts (Linux init/do_mounts.c, initramfs-tools). What stands behind `--` goes to init and is kept.
 *
 * @param line as of /etc/kernel/cmdline (several lines are one) or /proc/cmdline
 * @param subvolume its path below the top of the btrfs
 * @param uuid of the btrfs; null: not known
 */
export function kernelOptions(text: string, subvolume: string, uuid: string | null): string {
  const line = text.replace(/^[ \t]*#.*$/gm, '');
  const all = splitArguments(line);
  const end = all.findIndex(({ text }) => text === '--');
  const own = end < 0 ? all : all.slice(0, end);
  const last = own.findLastIndex(({ text }) => isRootflags(text));
  const raw = ({ start, end: stop }: { readonly start: number; readonly end: number }) =>
    line.slice(start, stop);
  const kept = own.flatMap((argument, index) => {
    const { text, quoted } = argument;
    if (/^(?:BOOT_IMAGE|initrd)=/.test(text)) return [];
    if (text === 'rw') return ['ro'];
    if (!isRootflags(text)) return [raw(argument)];
    const flags = withoutSubvolume(text.slice(text.indexOf('=') + 1));
    const named = index === last ? [...flags, `subvol=${subvolume}`] : flags;
    if (named.length === 0) return [];
    const fresh = `rootflags=${named.join(',')}`;
    return [quoted ? `"${fresh}"` : fresh];
  });
  const added = last < 0 ? [`rootflags=subvol=${subvolume}`] : [];
  const root = uuid === null || own.some(({ text }) => text.startsWith('root=')) ? [] : [`root=UUID=${uuid}`];
  const rest = end < 0 ? [] : all.slice(end).map(raw);
  return [...root, ...kept, ...added, ...rest].join(' ');
}

function isRootflags(text: string): boolean {
  return text.startsWith('rootflags=');
}

function withoutSubvolume(flags: string): readonly string[] {
  return flags.split(',').filter((flag) => flag !== '' && !/^subvol(?:id)?=/.test(flag));
}
