import { parseEntry, payloadsOf, withoutCounter } from '@twinroot/lib-bls';
import { foldPath } from '@twinroot/lib-fat';
import { type FileNode, fileAt, filesOf, type Listing, nameOf } from '@twinroot/lib-tree';
import type { Image } from '@twinroot/lib-uki';
import { addonsOf } from './addons.ts';
import { entryTypeOf } from './entry-path.ts';
import { isLoaderProgram } from './loader-program.ts';
import { machineIdOf } from './path-owner.ts';

/** A tree, the entries that a boot loader would list of it, and what the heads of its programs say. */
export interface BootTree {
  readonly listing: Listing;
  /** In the order of their paths. */
  readonly menu: readonly MenuEntry[];
  /** By folded path; of the files that firmware would start, boot loaders included, and of add-ons. */
  readonly images: ReadonlyMap<string, Image>;
  /** What is wrong with other files that entries name, by folded path, as a clause: `is truncated`. */
  readonly faults: ReadonlyMap<string, string>;
}

/** A tree with its menu, its images looked at by `inspect` (null: the file is not there). */
export function bootTreeOf(listing: Listing, inspect: (path: string) => Image | null): BootTree {
  const images = new Map<string, Image>();
  const look = (key: string, path: string): Image | null => {
    const file = images.has(key) ? undefined : fileAt(listing, path);
    const image = file === undefined ? null : inspect(file.path);
    if (image !== null) images.set(key, image);
    return images.get(key) ?? null;
  };
  const addons = addonsOf(listing);
  const menu = filesOf(listing).flatMap((file) => {
    const { key } = file;
    const type = entryTypeOf(key);
    if (type === null) return [];
    return [type === 1 ? textEntry(file) : imageEntry(file, look(key, file.path), addons.get(key) ?? [])];
  });
  for (const { key, path, as } of menu.flatMap(({ names }) => names))
    if (key !== null && (isStarted(as) || as === 'addon')) look(key, path);
  for (const { key, path } of filesOf(listing)) if (isLoaderProgram(key)) look(key, path);
  return { listing, menu, images, faults: new Map() };
}

/** What a file is to the entry that names it: the key of its line; `addon`: it is read where it is there (systemd-stub(7)). */
export type NamedAs = 'linux' | 'efi' | 'uki' | 'initrd' | 'addon' | 'other';

/** Whether firmware starts what is named so. */
export function isStarted(as: NamedAs): boolean {
  return as === 'linux' || as === 'efi' || as === 'uki';
}

/** A file that an entry names. */
export interface NamedFile {
  /** Folded path; null for a path that leaves the partition. */
  readonly key: string | null;
  readonly path: string;
  readonly as: NamedAs;
}

/** An entry of the boot menu: a Type #1 file or a Type #2 UKI. */
export interface MenuEntry {
  /** The same for the same entry on any member, whatever its boot counter. */
  readonly id: string;
  readonly key: string;
  readonly file: FileNode;
  /** 1: a text that names files; 2: a UKI, which names itself, its add-ons, and what it loads. */
  readonly type: 1 | 2;
  readonly names: readonly NamedFile[];
  /** Of the machine that installed it, in lower case; null when it does not say. */
  readonly machineId: string | null;
  /** `ID` of the os-release(5) in a UKI, in lower case; null when it does not say. */
  readonly osId: string | null;
  /** The kernel's; null when it does not say. */
  readonly commandLine: string | null;
  /** `sort-key` of a text; null when it does not say. */
  readonly sortKey: string | null;
  /** What the boot loader sorts by. */
  readonly sorting: EntrySorting;
  /** The only architecture for which it is listed (`x64`), in lower case; null: for any. */
  readonly architecture: string | null;
  /** Whether it starts something from the network (`uki-url`). */
  readonly isRemote: boolean;
}

/** What a boot loader sorts an entry by, as it says it itself; null when it does not say. */
export interface EntrySorting {
  readonly key: string | null;
  /** UKIs have none (systemd src/boot/boot.c, config_load_type2_entries). */
  readonly machineId: string | null;
  readonly version: string | null;
}

function identified(file: FileNode): Pick<MenuEntry, 'id' | 'key' | 'file'> {
  const directory = file.path.slice(0, file.path.length - nameOf(file.path).length);
  return { id: foldPath(directory + withoutCounter(nameOf(file.path))), key: file.key, file };
}

function textEntry(file: FileNode): MenuEntry {
  const bytes = file.bytes ?? new Uint8Array();
  const lines = parseEntry(bytes);
  const firstOf = (key: string) => lines.find((line) => line.key === key)?.value ?? null;
  const options = lines.filter(({ key }) => key === 'options').map(({ value }) => value);
  const commandLine = options.length === 0 ? null : options.join(' ');
  return {
    ...identified(file),
    type: 1,
    names: payloadsOf(bytes).map(({ key, path }) => ({
      key: path === null ? null : foldPath(path),
      path: path ?? '..',
      as: key === 'linux' || key === 'efi' || key === 'uki' || key === 'initrd' ? key : 'other',
    })),
    machineId: firstOf('machine-id')?.toLowerCase() ?? machineIdOf(file.path) ?? machineIdIn(commandLine),
    osId: null,
    commandLine,
    sortKey: firstOf('sort-key'),
    sorting: {
      key: firstOf('sort-key'),
      machineId: firstOf('machine-id'),
      version: firstOf('version'),
    },
    architecture: firstOf('architecture')?.toLowerCase() ?? null,
    isRemote: firstOf('uki-url') !== null,
  };
}

function imageEntry(file: FileNode, image: Image | null, addons: readonly FileNode[]): MenuEntry {
  const { key } = file;
  const loads = (image?.loads ?? []).map(({ path, started }): NamedFile => {
    const names = path.split(/[/\\]/).filter((name) => name !== '' && name !== '.');
    const isOutside = names.length === 0 || names.includes('..');
    const plain = names.join('/');
    return { key: isOutside ? null : foldPath(plain), path: plain, as: started ? 'linux' : 'initrd' };
  });
  const commandLine = image?.commandLine ?? null;
  return {
    ...identified(file),
    type: 2,
    names: [
      { key, path: file.path, as: 'uki' },
      ...loads,
      ...addons.map(({ key: own, path }): NamedFile => ({ key: own, path, as: 'addon' })),
    ],
    machineId: machineIdOf(file.path) ?? machineIdIn(commandLine),
    osId: image?.osId ?? null,
    commandLine,
    sortKey: null,
    sorting: {
      key: image?.sorting?.key ?? null,
      machineId: null,
      version: image?.sorting?.version ?? null,
    },
    architecture: null,
    isRemote: false,
  };
}

/** The machine id that a kernel command line gives to the system (kernel-command-line(7), `systemd.machine_id=`). */
function machineIdIn(commandLine: string | null): string | null {
  const [, id] = /(?:^|\s)systemd\.machine_id=([0-9a-f]{32})(?=\s|$)/i.exec(commandLine ?? '') ?? [];
  return id?.toLowerCase() ?? null;
}

/** The machine ids that a tree carries, in entries and directories: its systems are of this set, whichever runs. */
export function machineIdsOf(tree: BootTree): ReadonlySet<string> {
  const ids = new Set<string>();
  const add = (id: string | null) => {
    if (id !== null) ids.add(id);
  };
  for (const { machineId } of tree.menu) add(machineId);
  for (const key of tree.listing.nodes.keys()) add(machineIdOf(key));
  return ids;
}
