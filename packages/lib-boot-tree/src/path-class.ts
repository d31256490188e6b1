import { foldPath } from '@twinroot/lib-fat';
import { registryPath } from '@twinroot/lib-registry';
import { entryTypeOf } from './entry-path.ts';

/** What a file is to the order of writes. */
export type PathClass = 'entry' | 'loader' | 'config' | 'payload';

/**
 * What the file under a path is: an entry of the boot menu, a boot loader's own program, its configuration,
 * or a payload (which is everything else).
 *
 * Source: UAPI.1 Boot Loader Specification; systemd-boot(7), "Files".
 */
export function classOf(path: string): PathClass {
  if (entryTypeOf(path) !== null) return 'entry';
  const key = foldPath(path);
  if (key === 'LOADER/LOADER.CONF' || key === 'LOADER/ENTRIES.SREL') return 'config';
  return key.startsWith('EFI/') && key.endsWith('.EFI') && !key.startsWith('EFI/LINUX/')
    ? 'loader'
    : 'payload';
}

/** The list of what was on a mirror before it was first written, below the root of the mirror. */
export const keptListPath = 'loader/esp-kept';

const protectedPaths = [
  foldPath(keptListPath),
  foldPath(registryPath),
  'LOADER/RANDOM-SEED',
  'SYSTEM VOLUME INFORMATION',
  '$RECYCLE.BIN',
  'EFI/MICROSOFT',
];

/**
 * Where firmware finds its updates, a star for any one name: capsules on disk, and those that fwupd's own EFI program applies. They are for the firmware
 * of this boot, through this partition, and are taken away once they are applied; on another disk they would be applied again.
 *
 * Sources: UEFI 2.10, section 8.5.5 (`\\EFI\\UpdateCapsule`); fwupd plugins/uefi-capsule/README.md (`EFI/OS/fw/fwupd-GUID.cap`).
 */
export const capsuleDirectories = ['EFI/UpdateCapsule', 'EFI/*/fw'] as const;

const capsules = new RegExp(
  `^(?:${capsuleDirectories.map((path) => foldPath(path).replace('*', '[^/]+')).join('|')})(?:/|$)`,
);

/**
 * The seed while bootctl writes it, at every boot: `loader/.#bootctlrandom-seed3f9b…`.
 *
 * Source: systemd src/bootctl/bootctl-random-seed.c, install_random_seed; src/basic/tmpfile-util.c, tempfn_random.
 */
const seedInWriting = /^LOADER\/\.#[^/]*RANDOM-SEED[^/]*$/;

/** What such a path can begin with. Most paths do not, and of 100,000 files each is asked many times. */
const firstLetters: ReadonlySet<string | undefined> = new Set(
  [...protectedPaths, ...capsuleDirectories, 'LOADER'].map((path) => path[0]),
);

/** Whether a path is each partition's own: never copied, never deleted. */
export function isProtected(path: string): boolean {
  const key = foldPath(path);
  if (!firstLetters.has(key[0])) return false;
  const isOwn = protectedPaths.some((own) => key === own || key.startsWith(`${own}/`));
  return isOwn || capsules.test(key) || seedInWriting.test(key);
}
