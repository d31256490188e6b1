import { join } from 'node:path';
import { type BootTree, contentOf, entry, kernel, program, writeTree } from './boot-tree.ts';

/** A mirror's way from what it holds to what the source holds. */
export interface Journey {
  readonly name: string;
  readonly before: BootTree;
  readonly after: BootTree;
}

const arch = (release: string): BootTree => ({
  'vmlinuz-linux': kernel(release),
  'initramfs-linux.img': `initrd of ${release}`,
  'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux', '/initramfs-linux.img'),
});

const versioned = (release: string, counter = ''): BootTree => ({
  [`token/${release}/linux`]: kernel(release),
  [`token/${release}/initrd`]: `initrd of ${release}`,
  [`loader/entries/token-${release}${counter}.conf`]: entry(
    `Linux ${release}`,
    `/token/${release}/linux`,
    `/token/${release}/initrd`,
  ),
});

/** Small trees in which every kind of write occurs. */
export const journeys: readonly Journey[] = [
  { name: 'payloads are replaced in place', before: arch('6.1.1'), after: arch('6.1.2') },
  {
    name: 'a version gives way to another, and a UKI and the boot loader are replaced',
    before: {
      ...versioned('6.6.1'),
      'EFI/Linux/os+0-3.efi': program('uki 1'),
      'EFI/BOOT/BOOTX64.EFI': program('loader 1'),
      'loader/loader.conf': 'timeout 1\n',
    },
    after: {
      ...versioned('6.6.2', '+3'),
      'EFI/Linux/os+3.efi': program('uki 2'),
      'EFI/BOOT/BOOTX64.EFI': program('loader 2'),
      'loader/loader.conf': 'timeout 2\n',
    },
  },
];

/** Directories of a journey: the source, and a maker of mirrors that are still where it begins. */
export function directoriesOf(root: string, { before, after }: Journey) {
  const from = writeTree(join(root, 'from'), after);
  let number = 0;
  const newMirror = () => {
    number += 1;
    return writeTree(join(root, `mirror-${number}`), before);
  };
  return { from, old: writeTree(join(root, 'old'), before), newMirror };
}

/** For calls that take a file descriptor of any kind: which files are meant, the half-written ones of a mirror. */
export function writesOf(calls: string, mirror: string): { readonly files?: readonly string[] } {
  if (!calls.startsWith('write')) return {};
  const directories = [
    '',
    ...Object.entries(contentOf(mirror)).flatMap(([path, kind]) => (kind === 'directory' ? [path] : [])),
  ];
  return { files: directories.map((path) => join(mirror, path, 'TWIN0000.TMP')) };
}
