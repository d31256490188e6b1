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

/** Writes each kind of content into a directory. */
export const writeContent: Record<EspContent, (tree: string, base: GuestBase) => Promise<void>> = {
  loader: async (tree, base) => {
    copyAs(tree, base.loader, systemdBoot);
    writeLoaderConfiguration(tree);
    writeEntries(tree, base);
  },
  'loader-alone': async (tree, base) => {
    copyAs(tree, base.loader, systemdBoot);
    writeLoaderConfiguration(tree);
  },
  entries: async (tree, base) => writeEntries(tree, base),
  uki: async (tree, base) => {
    const { kernel, initrd } = base;
    const { stub } = await prepareLoaders(base);
    const target = join(tree, uki);
    mkdirSync(dirname(target), { recursive: true });
    await buildUki({ stub, kernel, initrd, commandLine: commandLineOf(version), version }, target);
    copyAs(tree, target, ['EFI/BOOT/BOOTX64.EFI']);
  },
  refind: async (tree, base) => {
    copyAs(tree, (await prepareLoaders(base)).refind, [refind, 'EFI/BOOT/BOOTX64.EFI']);
    for (const directory of ['EFI/refind', 'EFI/BOOT'])
      writeFileSync(join(tree, directory, 'refind.conf'), refindConfiguration);
    writeEntries(tree, base);
  },
  empty: async () => undefined,
};

/** Without a menu, and without what it would find by itself. Source: rEFInd's manual, "Configuring the Boot Manager". */
const refindConfiguration = `timeout -1
textonly true
scanfor manual
default_selection 1
menuentry "Guest" {
  loader /${machineId}/${version}/linux
  initrd /${machineId}/${version}/initrd
  options "${commandLineOf(version)}"
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

function writeEntries(tree: string, base: GuestBase): void {
  mkdirSync(join(tree, 'loader/entries'), { recursive: true });
  writeFileSync(join(tree, `loader/entries/${machineId}-${version}.conf`), entryText(version));
  copyAs(tree, base.kernel, [`${machineId}/${version}/linux`]);
  copyAs(tree, base.initrd, [`${machineId}/${version}/initrd`]);
}
