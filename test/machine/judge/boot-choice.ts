import type { FatFile } from './fat-file.ts';

/** An entry of a boot menu, as far as its place in it goes. */
interface Candidate {
  /** Name of its file, folded to upper case. */
  readonly name: string;
  readonly hasTries: boolean;
  readonly sortKey: string;
  readonly version: string;
  readonly subvolume: string | null;
}

/** What a boot loader would boot by itself. */
export interface BootChoice {
  readonly name: string;
  /** The subvolume that `rootflags=subvol=` names; null: none. */
  readonly subvolume: string | null;
}

/**
 * What systemd-boot boots from an ESP when nobody is there: the first entry that `default` of loader.conf fits, or the first of all. It
 * shares no code with the commands. Versions are taken for stamps of 14 digits where both are.
 *
 * Source: systemd 257, src/boot/boot.c: boot_entry_compare, config_select_default_entry.
 *
 * @param files by paths folded to upper case
 * @returns null: there is no entry
 */
export function bootChoice(files: ReadonlyMap<string, FatFile>): BootChoice | null {
  const all = candidatesOf(files).toSorted(inMenu);
  const pattern = settingOf(files.get('LOADER/LOADER.CONF')?.read().toString() ?? '', 'default');
  const fits = pattern === null ? null : expressionOf(pattern);
  const chosen = all.find(({ name }) => fits?.test(name)) ?? all[0];
  return chosen === undefined ? null : { name: chosen.name, subvolume: chosen.subvolume };
}

/** The subvolumes that entries of an ESP boot. */
export function subvolumesOf(files: ReadonlyMap<string, FatFile>): readonly string[] {
  return candidatesOf(files).flatMap(({ subvolume }) => subvolume ?? []);
}

function candidatesOf(files: ReadonlyMap<string, FatFile>): readonly Candidate[] {
  return [...files].flatMap(([path, file]) => {
    const [, name = null] = /^LOADER\/ENTRIES\/([^/]+\.CONF)$/.exec(path) ?? [];
    const text = name === null ? '' : file.read().toString();
    if (name === null || settingOf(text, 'linux') === null) return [];
    const [, left = null] = /\+(\d+)(?:-\d+)?\.CONF$/.exec(name) ?? [];
    return [
      {
        name,
        hasTries: left === null || Number(left) > 0,
        sortKey: settingOf(text, 'sort-key') ?? '',
        version: settingOf(text, 'version') ?? '',
        subvolume: /(?:^|,|=)subvol=([^,\s]+)/.exec(settingOf(text, 'options') ?? '')?.[1] ?? null,
      },
    ];
  });
}

/** Those without tries are last, those with a sort-key first; then by it, and then the newest version first. */
function inMenu(a: Candidate, b: Candidate): number {
  if (a.hasTries !== b.hasTries) return a.hasTries ? -1 : 1;
  if ((a.sortKey === '') !== (b.sortKey === '')) return a.sortKey === '' ? 1 : -1;
  if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -1 : 1;
  return a.version === b.version ? 0 : a.version > b.version ? -1 : 1;
}

function settingOf(text: string, key: string): string | null {
  const line = text.split('\n').findLast((one) => one.trimStart().startsWith(`${key} `));
  return line === undefined ? null : line.trim().slice(key.length).trim();
}

/** A pattern with asterisks, compared as FAT folds names. */
function expressionOf(pattern: string): RegExp {
  const parts = pattern.toUpperCase().split('*');
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[^\w-]/g, '\\$&')).join('.*')}$`);
}
