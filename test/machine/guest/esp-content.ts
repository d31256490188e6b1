import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GuestBase } from './base.ts';
import { machineId } from './configure.ts';
import type { EspContent } from './disk-spec.ts';
import { commandLineOf, entryText } from './entry.ts';
import { prepareLoaders } from './loaders.ts';
import { buildUki } from './uki.ts';

const version = '6.12.1';
const systemdBoot = ['EFI/systemd/systemd-bootx64.efi', 'EFI/BOOT/BOOTX64.EFI'];
const uki = `EFI/Linux/guest-${version}.efi`;
const refind = 'EFI/refind/refind_x64.efi';

/** What firmware starts on an ESP, as a load option has it; null: nothing. */
export function loaderPath(content: EspContent): string | null {
  const paths = {
    loader: systemdBoot[0],
    'loader-alone': systemdBoot[0],
    uki,
    refind,
    entries: null,
    empty: null,
  } as const;
  const path = paths[content] ?? null;
  return path === null ? null : `\\${path.replaceAll('/', '\\')}`;
}

/** Writes a kind of content into a directory; the root is one as root= names it. */
type Write = (tree: string, base: GuestBase, root: string) => Promise<void>;

/** Each kind of content. */
export const writeContent: Record<EspContent, Write> = {
  loader: async (tree, base, root) => {
    copyAs(tree, base.loader, systemdBoot);
    writeLoaderConfiguration(tree);
    writeEntries(tree, base, root);
  },
  'loader-alone': async (tree, base) => {
    copyAs(tree, base.loader, systemdBoot);
    writeLoaderConfiguration(tree);
  },
  entries: async (tree, base, root) => writeEntries(tree, base, root),
  uki: async (tree, base, root) => {
    const { kernel, initrd } = base;
    const { stub } = await prepareLoaders(base);
    const target = join(tree, uki);
    mkdirSync(dirname(target), { recursive: true });
    const commandLine = commandLineOf(version, root);
    await buildUki({ stub, kernel, initrd, commandLine, version }, target);
    copyAs(tree, target, ['EFI/BOOT/BOOTX64.EFI']);
  },
  refind: async (tree, base, root) => {
    copyAs(tree, (await prepareLoaders(base)).refind, [refind, 'EFI/BOOT/BOOTX64.EFI']);
    for (const directory of ['EFI/refind', 'EFI/BOOT'])
      writeFileSync(join(tree, directory, 'refind.conf'), refindConfiguration(root));
    writeEntries(tree, base, root);
  },
  empty: async () => undefined,
};

/** Without a menu, and without what it would find by itself. Source: rEFInd's manual, "Configuring the Boot Manager". */
const refindConfiguration = (root: string) => `timeout -1
textonly true
scanfor manual
default_selection 1
menuentry "Guest" {
  loader /${machineId}/${version}/linux
  initrd /${machineId}/${version}/initrd
  options "${commandLineOf(version, root)}"
}
`;

function copyAs(tree: string, file: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    cpSync(file, join(tree, name));
  }
}

function writeLoaderConfiguration(tree: string): void {
  mkdirSync(join(tree, 'loader'), { recursive: true });
  writeFileSync(join(tree, 'loader/loader.conf'), 'timeout 0\n');
}

function writeEntries(tree: string, base: GuestBase, root: string): void {
  mkdirSync(join(tree, 'loader/entries'), { recursive: true });
  writeFileSync(join(tree, `loader/entries/${machineId}-${version}.conf`), entryText(version, root));
  copyAs(tree, base.kernel, [`${machineId}/${version}/linux`]);
  copyAs(tree, base.initrd, [`${machineId}/${version}/initrd`]);
}
