import fc from 'fast-check';
import type { ModelTree } from './model.ts';

/** Machine ids: of the machine, and of another one. */
export const ownId = '00112233445566778899aabbccddeeff';
export const otherId = 'ffeeddccbbaa99887766554433221100';

/** A part of a tree: files by path, or nothing. */
type Part = Readonly<Record<string, string>>;

const version = fc.constantFrom('1', '2', '3');
const counter = fc.constantFrom('', '', '', '+3', '+2-1', '+0-3');

/** A file that is whole as a rule; now and then it is empty, cut, or missing. */
const content = (whole: (one: string) => string, cut: string) =>
  fc.oneof(
    { weight: 12, arbitrary: version.map(whole) },
    { weight: 1, arbitrary: fc.constantFrom('', cut, null) },
  );
const kernel = content((one) => `MZ kernel ${one}`, 'MZ cut');
const initrd = content((one) => `initrd ${one}`, '');

const only = (files: Readonly<Record<string, string | null>>): Part =>
  Object.fromEntries(Object.entries(files).filter((pair): pair is [string, string] => pair[1] !== null));
const maybe = (part: fc.Arbitrary<Part>, nil = 2): fc.Arbitrary<Part> =>
  fc.option(part, { nil: {}, freq: nil });

/** Names that stay from version to version, in any case. */
const arch = fc
  .record({
    kernel,
    initrd,
    fallback: initrd,
    title: version,
    name: fc.constantFrom('arch', 'Arch'),
    counter,
  })
  .map(({ kernel: linux, initrd: image, fallback, title, name, counter: tries }) =>
    only({
      'vmlinuz-linux': linux,
      'initramfs-linux.img': image,
      'initramfs-fallback.img': fallback,
      [`loader/entries/${name}${tries}.conf`]: `title ${title}\nlinux /vmlinuz-linux\ninitrd /initramfs-linux.img\noptions root=UUID=a\n`,
      'loader/entries/arch-fallback.conf': `linux /VMLINUZ-linux\ninitrd /initramfs-fallback.img\noptions root=UUID=a\n`,
    }),
  );

/** Versions beside each other, as kernel-install lays them out. */
const installed = fc
  .uniqueArray(fc.record({ version, kernel, initrd, counter }), {
    selector: (one) => one.version,
    maxLength: 3,
  })
  .map((all) =>
    Object.assign(
      {},
      ...all.map(({ version: one, kernel: linux, initrd: image, counter: tries }) =>
        only({
          [`${ownId}/6.${one}/linux`]: linux,
          [`${ownId}/6.${one}/initrd`]: image,
          [`loader/entries/${ownId}-6.${one}${tries}.conf`]: `linux /${ownId}/6.${one}/linux\ninitrd /${ownId}/6.${one}/initrd\noptions root=UUID=a\n`,
        }),
      ),
    ),
  );

/** The same entry under two counters, as a second installation before it is blessed leaves it. */
const twice = fc
  .tuple(version, version, fc.constantFrom('+3', ''), fc.constantFrom('+2-1', '+0-3', '+2147483647-9'))
  .map(
    ([a, b, fresh, used]): Part => ({
      [`loader/entries/twice${fresh}.conf`]: `title ${a}\nlinux /twice\n`,
      [`loader/entries/twice${used}.conf`]: `title ${b}\nlinux /twice\n`,
      twice: `MZ twice ${a}`,
    }),
  );

/** Loader stubs that name their kernel and initrd, by version or under names that stay. */
const stub = fc
  .record({ version, isPlain: fc.boolean(), kernel, initrd, counter })
  .map(({ version: one, isPlain, kernel: linux, initrd: image, counter: tries }) => {
    const suffix = isPlain ? '' : `-${one}`;
    return only({
      [`EFI/nixos/kernel${suffix}.efi`]: linux,
      [`EFI/nixos/initrd${suffix}.efi`]: image,
      [`EFI/Linux/nixos-${isPlain ? 1 : one}${tries}.efi`]: `MZ stub ${one} linux=\\EFI\\nixos\\kernel${suffix}.efi initrd=\\EFI\\nixos\\initrd${suffix}.efi`,
    });
  });

/** A unified kernel image, with an add-on or without. */
const image = fc
  .record({
    kernel,
    addon: fc.option(version, { nil: null }),
    shared: fc.option(version, { nil: null, freq: 3 }),
    counter,
  })
  .map(({ kernel: linux, addon, shared, counter: tries }) =>
    only({
      [`EFI/Linux/uki${tries}.efi`]: linux === null ? null : `${linux} os=arch options=root=UUID=a`,
      'EFI/Linux/uki.efi.extra.d/x.addon.efi': addon === null ? null : `MZ addon ${addon}`,
      'loader/addons/all.addon.efi': shared === null ? null : `MZ addon ${shared}`,
    }),
  );

/** Another system, which may share a file with ours. */
const other = fc
  .record({
    kernel,
    initrd,
    file: fc.constantFrom('vmlinuz-linux', 'suse/linux'),
    isUpper: fc.boolean(),
    how: fc.constantFrom('machine-id', 'command line', 'name', 'os-release', 'root', 'nothing'),
  })
  .map(({ kernel: linux, initrd: image, file, isUpper, how }) => {
    const names = isUpper ? file.toUpperCase() : file;
    if (how === 'os-release')
      return only({ 'EFI/Linux/suse.efi': `MZ suse os=suse`, 'EFI/suse/shim.efi': linux });
    const id =
      how === 'machine-id'
        ? `machine-id ${otherId}\n`
        : how === 'command line'
          ? `options systemd.machine_id=${otherId}\n`
          : how === 'root'
            ? 'options root=UUID=b\n'
            : '';
    return only({
      [file]: linux,
      'suse/initrd': image,
      [`loader/entries/${how === 'name' ? `${otherId}-` : ''}suse.conf`]: `${id}linux /${names}\ninitrd /suse/initrd\n`,
    });
  });

const rest = fc
  .record({
    loader: version,
    removable: fc.option(version, { nil: null, freq: 3 }),
    conf: version,
    seed: version,
    notes: version,
  })
  .map(({ loader, removable, conf, seed, notes }) =>
    only({
      'EFI/systemd/systemd-bootx64.efi': `MZ loader ${loader}`,
      'EFI/BOOT/BOOTX64.EFI': removable === null ? null : `MZ loader ${removable}`,
      'loader/loader.conf': conf,
      'loader/random-seed': seed,
      'notes.txt': notes,
    }),
  );

/** What a disk of the machine has; the other one may have another system, too. */
export const systemTrees = (hasOther: boolean): fc.Arbitrary<ModelTree> =>
  fc
    .tuple(
      maybe(arch, 4),
      maybe(installed),
      maybe(twice),
      maybe(stub),
      maybe(image),
      maybe(rest, 3),
      hasOther ? maybe(other) : fc.constant({}),
    )
    .map((parts) => new Map(Object.entries(Object.assign({}, ...parts) as Record<string, string>)));

/** A mirror that is often like the source: each file of it with the content of the source, or without it. */
export const systemPairs: fc.Arbitrary<readonly [ModelTree, ModelTree]> = fc
  .tuple(systemTrees(false), systemTrees(true), fc.array(fc.nat(), { maxLength: 20 }), fc.boolean())
  .map(([source, mirror, picks, isUpper]) => {
    const merged = new Map<string, string | null>();
    const spelt = new Map<string, string>();
    const put = (path: string, text: string | null) => {
      const key = path.toUpperCase();
      const name = spelt.get(key) ?? path;
      spelt.set(key, name);
      merged.set(name, text);
    };
    for (const [path, text] of mirror)
      put(isUpper && path.startsWith('vmlinuz') ? path.toUpperCase() : path, text);
    const paths = [...source.keys()];
    for (const pick of picks) {
      const path = paths[pick % Math.max(1, paths.length)];
      if (path !== undefined) put(path, source.get(path) ?? '');
    }
    return [source, merged] as const;
  });
