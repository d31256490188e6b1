import type { FatFile } from './fat-file.ts';

/** What an ESP would boot, as far as two states of it are to be compared. */
export interface BootState {
  /** For each entry that is listed, by its path: all of what it starts and with what, wherever that lies. */
  readonly entries: ReadonlyMap<string, string>;
  /** The boot loaders' own programs. */
  readonly loaders: ReadonlyMap<string, string>;
  /** Digests of all files, by path. */
  readonly files: ReadonlyMap<string, { readonly size: number; readonly digest: string }>;
}

const loaderPaths = ['EFI/SYSTEMD/SYSTEMD-BOOTX64.EFI', 'EFI/BOOT/BOOTX64.EFI'];
const fileKeys = new Set(['linux', 'initrd', 'efi', 'devicetree', 'uki']);

/**
 * Reads the boot menu of an ESP. It shares no code with the commands, so that a rule that they have wrong is not wrong here
 * too. Every `.conf` that names something to start is listed and every `.efi` in EFI/Linux, whether what it names is there
 * or not: systemd-boot passes some of these over in silence, other boot loaders do not.
 *
 * Source: UAPI.1 Boot Loader Specification.
 */
export function readMenu(files: ReadonlyMap<string, FatFile>): BootState {
  const entries = new Map<string, string>();
  for (const [path, file] of files) {
    const [, name = null] = /^LOADER\/ENTRIES\/([^/]+)\.CONF$/.exec(path) ?? [];
    if (name !== null && !name.startsWith('.') && !name.startsWith('AUTO-')) {
      const entry = entryOf(file, files);
      if (entry !== null) entries.set(path, entry);
    }
    // An empty one has no PE header, and nobody lists it; so it is with an empty text, which names nothing to start.
    if (/^EFI\/LINUX\/[^/.][^/]*\.EFI$/.test(path) && file.size > 0) entries.set(path, file.digest);
  }
  const loaders = new Map(
    loaderPaths.flatMap((path) => {
      const file = files.get(path);
      // Firmware passes over an empty one as if there were none.
      return file === undefined || file.size === 0 ? [] : [[path, file.digest] as const];
    }),
  );
  return { entries, loaders, files };
}

/** The lines of an entry, with the files' contents for their names; null for a text that starts nothing. */
function entryOf(file: FatFile, files: ReadonlyMap<string, FatFile>): string | null {
  const lines = file
    .read()
    .toString()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, key = '', value = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
      if (!fileKeys.has(key)) return `${key} ${value}`;
      const path = value
        .split(/[/\\]+/)
        .filter((part) => part !== '')
        .join('/')
        .toUpperCase();
      return `${key} ${files.get(path)?.digest ?? 'missing'}`;
    });
  return lines.some((line) => /^(linux|efi|uki) /.test(line)) ? lines.join('\n') : null;
}
