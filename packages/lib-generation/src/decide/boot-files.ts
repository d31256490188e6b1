import { compareVersions } from '@twinroot/lib-bls';
import { type Refusal, refused } from '@twinroot/lib-failure';

/** A kernel of a root, as it was found. */
export interface KernelFound {
  /** Below the root. */
  readonly path: string;
  /** As the image itself says; null: it does not, as those of arm64. */
  readonly release: string | null;
  /** Why no firmware starts it, a clause; null: it is a program, or one that is compressed. */
  readonly fault: string | null;
  /** What the file `pkgbase` beside it says, by which Arch names its initrd; null: there is none. */
  readonly pkgbase: string | null;
}

/** What a root has for booting, as it was found. */
export interface BootFound {
  readonly kernels: readonly KernelFound[];
  /** Names of the files in /boot. */
  readonly boot: readonly string[];
  /** Why an initrd in /boot is not whole, a clause, by its name. */
  readonly damaged: ReadonlyMap<string, string>;
  /** Names in usr/lib/modules or lib/modules. */
  readonly modules: readonly string[];
}

/** A kernel with what belongs to it; paths below the root. */
export interface BootFiles {
  readonly kernel: string;
  /** As uname(1) has it. */
  readonly release: string;
  /** In the order in which they are loaded: microcode first. */
  readonly initrds: readonly string[];
}

/** What boots a root: its newest kernel. And what does not, in words: other kernels that lack something. */
export interface BootFilesFound extends BootFiles {
  readonly kind: 'files';
  /** Its other kernels that lack nothing, the newest first. */
  readonly older: readonly BootFiles[];
  readonly faults: readonly string[];
}

/** Names that distributions give to kernels in /boot. */
const kernelName = /^(?:vmlinu[xz]|Image|linux|kernel)(?:-(.+))?$/;

/**
 * Whether a file of /boot is a kernel by its name. dracut's rescue kernel is none: it keeps the one that was there when the machine was
 * installed, whose modules go with the next upgrade but two (dracut's 51-dracut-rescue.install).
 */
export function isKernelName(name: string): boolean {
  return (
    kernelName.test(name) &&
    !/\.(?:old|bak|sig|hmac|dpkg-\w+|rpm\w+|pac\w+)$/.test(name) &&
    !/^vmlinuz-0-rescue-/.test(name)
  );
}

/** Whether a file of /boot is an initrd, or microcode that is loaded before one, by its name. */
export function isInitrdName(name: string): boolean {
  return /^init(?:rd|ramfs)\b/.test(name) || microcode.includes(name);
}

const microcode = ['intel-ucode.img', 'amd-ucode.img'];

/**
 * The kernels of a root that have their modules and their initrds, the newest before all others. Of one kernel there may be several files, in /boot and beside its modules:
 * one that has all is enough.
 *
 * Sources: names of initramfs-tools, dracut, mkinitcpio and mkinitfs; systemd's kernel-install(8) for usr/lib/modules/RELEASE/vmlinuz;
 * Arch's package linux for pkgbase.
 */
export function bootFilesOf(found: BootFound): BootFilesFound | Refusal {
  const judged = found.kernels.map((kernel) => judgeKernel(kernel, found));
  const whole = judged.flatMap(({ files }) => files ?? []);
  const faults = judged.flatMap(({ release, fault }) =>
    fault === null || whole.some((one) => one.release === release) ? [] : [fault],
  );
  const byRelease = new Map(whole.map((one) => [one.release, one]));
  const [newest, ...older] = [...byRelease.values()].toSorted((a, b) =>
    compareVersions(b.release, a.release),
  );
  if (newest !== undefined) return { kind: 'files', ...newest, older, faults };
  return refused(faults.length === 0 ? 'it has no kernel in boot or usr/lib/modules' : faults.join('; '));
}

/** A kernel with what belongs to it, or what it lacks, in words. */
type Judged =
  | { readonly release: string; readonly files: BootFiles; readonly fault: null }
  | { readonly release: string | null; readonly files: null; readonly fault: string };

function judgeKernel(kernel: KernelFound, { kernels, boot, damaged, modules }: BootFound): Judged {
  const { path, fault } = kernel;
  const name = nameOf(path);
  const release = releaseOf(kernel);
  const lacks = (why: string): Judged => ({ release, files: null, fault: why });
  if (fault !== null) return lacks(`the kernel ${path} ${fault}`);
  if (release === null) return lacks(`neither the kernel ${path} nor its name says its release`);
  if (!modules.includes(release))
    return lacks(`the kernel ${path} has no modules in usr/lib/modules/${release}`);
  // In /boot, another one may have its name.
  const isOthers = kernels.some(
    (one) =>
      one.path.startsWith('boot/') && nameOf(one.path) === kernel.pkgbase && releaseOf(one) !== release,
  );
  const names = [name, release, ...(kernel.pkgbase === null || isOthers ? [] : [kernel.pkgbase])];
  const initrd = names.flatMap(initrdNames).find((one) => boot.includes(one));
  if (initrd === undefined) return lacks(`the kernel ${path} has no initrd in boot`);
  const damage = damaged.get(initrd);
  if (damage !== undefined) return lacks(`the initrd boot/${initrd} of the kernel ${path} ${damage}`);
  // Without microcode a machine boots.
  const before = microcode.filter((one) => boot.includes(one) && !damaged.has(one));
  const initrds = [...before, initrd].map((one) => `boot/${one}`);
  return { release, files: { kernel: path, release, initrds }, fault: null };
}

/** As uname(1) has it; null: nothing says it. */
function releaseOf({ path, release }: KernelFound): string | null {
  return release ?? (nameOf(path) || null);
}

/** What names of initrds have of that of a kernel: `6.12.0-1-amd64` of `vmlinuz-6.12.0-1-amd64`, `lts` of `vmlinuz-lts`. */
function nameOf(path: string): string {
  const parts = path.split('/');
  const own = kernelName.exec(parts.at(-1) ?? '')?.[1];
  return own ?? (parts.at(-3) === 'modules' ? (parts.at(-2) ?? '') : '');
}

function initrdNames(name: string): readonly string[] {
  if (name === '') return ['initrd.img', 'initramfs.img', 'initrd', 'initramfs'];
  return [
    `initrd.img-${name}`,
    `initramfs-${name}.img`,
    `initramfs-${name}`,
    `initrd-${name}`,
    `initrd-${name}.img`,
  ];
}
