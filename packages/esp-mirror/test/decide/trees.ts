import fc from 'fast-check';
import type { ModelTree } from './model.ts';

/** Paths that payloads have: named by version, as kernel-install does, and under names that stay, as Arch does. */
const kernels = ['vmlinuz-linux', 'VMLINUZ-lts', 'tok/6.1/linux', 'tok/6.2/linux', 'EFI/Linux/uki-a.efi'];
const others = [
  'initramfs-linux.img',
  'initramfs-fallback.img',
  'amd-ucode.img',
  'tok/6.1/initrd',
  'tok/6.2/initrd',
  'dtb/board.dtb',
];
const entryNames = ['arch', 'arch-fallback', 'tok-6.1', 'tok-6.2', 'Memtest'];
const counters = ['', '', '', '+3', '+2-1', '+0-3'];

/** A path in upper or lower case, or as it is: FAT knows it by any. */
const anyCase = (path: string) => fc.constantFrom(path, path, path, path.toUpperCase(), path.toLowerCase());

const version = fc.constantFrom('1', '2', '3');
const kernelContent = version.map((one) => `MZ kernel ${one}`);
const otherContent = version.map((one) => `data ${one}`);

/** Mostly sound; now and then empty, or no program. */
const soundKernel = fc.oneof(
  { weight: 20, arbitrary: kernelContent },
  { weight: 1, arbitrary: fc.constantFrom('', 'raw') },
);
const soundOther = fc.oneof(
  { weight: 20, arbitrary: otherContent },
  { weight: 1, arbitrary: fc.constant('') },
);

const payloadLine = (key: string, paths: readonly string[]) =>
  fc
    .constantFrom(...paths)
    .chain(anyCase)
    .map((path) => `${key} /${path}\n`);

const entryText = fc
  .record({
    title: fc.constantFrom('one', 'two'),
    linux: payloadLine('linux', kernels),
    initrds: fc.array(payloadLine('initrd', others.slice(0, 5)), { maxLength: 3 }),
    devicetree: fc.option(payloadLine('devicetree', ['dtb/board.dtb']), { nil: '', freq: 4 }),
  })
  .map(
    ({ title, linux, initrds, devicetree }) =>
      `title ${title}\n${linux}${initrds.join('')}${devicetree}options quiet\n`,
  );

/** A file of the tree, present or not. */
const maybe = (path: fc.Arbitrary<string>, content: fc.Arbitrary<string>, freq = 2) =>
  fc.option(fc.tuple(path, content), { nil: null, freq });

const entryFile = (name: string) =>
  maybe(
    fc
      .tuple(anyCase(name), fc.constantFrom(...counters))
      .map(([stem, counter]) => `loader/entries/${stem}${counter}.conf`),
    entryText,
  );

const ukiFile = (name: string) =>
  maybe(
    fc.constantFrom(...counters).map((counter) => `EFI/Linux/${name}${counter}.efi`),
    soundKernel,
  );

/** Random trees of boot files. */
export const bootTrees: fc.Arbitrary<ModelTree> = fc
  .tuple(
    ...kernels.slice(0, 4).map((path) => maybe(anyCase(path), soundKernel, 5)),
    ...others.map((path) => maybe(anyCase(path), soundOther, 5)),
    ...entryNames.map(entryFile),
    ukiFile('uki-a'),
    ukiFile('uki-b'),
    maybe(anyCase('loader/loader.conf'), version),
    maybe(fc.constant('loader/entries.srel'), fc.constant('type1\n')),
    maybe(fc.constant('loader/random-seed'), version),
    maybe(anyCase('EFI/BOOT/BOOTX64.EFI'), kernelContent),
    maybe(fc.constant('EFI/systemd/systemd-bootx64.efi'), kernelContent),
    maybe(fc.constant('EFI/Linux/uki-a.efi.extra.d/more.addon.efi'), kernelContent),
    maybe(fc.constantFrom('notes.txt', 'fonts/a.pf2', 'LONGNA~1.TXT'), version),
  )
  .map((files) => {
    const tree = new Map<string, string | null>();
    const keys = new Set<string>();
    const spelt = new Map<string, string>();
    for (const file of files) {
      if (file === null) continue;
      // One spelling for a directory, as on a real file system.
      const names = file[0].split('/');
      const path = names.map((_, depth) => {
        const key = names
          .slice(0, depth + 1)
          .join('/')
          .toUpperCase();
        const name = spelt.get(key) ?? names[depth] ?? '';
        spelt.set(key, name);
        return name;
      });
      if (keys.has(path.join('/').toUpperCase())) continue;
      keys.add(path.join('/').toUpperCase());
      tree.set(path.join('/'), file[1]);
    }
    return tree;
  });
