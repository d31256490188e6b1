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

/** What boots a root, and what does not, in words: other kernels that lack something. */
export interface BootFilesFound extends BootFiles {
  readonly kind: 'files';
  readonly faults: readonly string[];
}

/** Names that distributions give to kernels in /boot. */
const kernelName = /^(?:vmlinu[xz]|Image|linux|kernel)(?:-(.+))?$/;

/** Whether a file of /boot is a kernel by its name. */
export function isKernelName(name: string): boolean {
  return kernelName.test(name) && !/\.(?:old|bak|sig|hmac|dpkg-\w+|rpm\w+|pac\w+)$/.test(name);
}

/** Whether a file of /boot is an initrd, or microcode that is loaded before one, by its name. */
export function isInitrdName(name: string): boolean {
  return /^init(?:rd|ramfs)\b/.test(name) || microcode.includes(name);
}

const microcode = ['intel-ucode.img', 'amd-ucode.img'];

/**
 * The newest kernel of a root that has its modules and its initrd.
 *
 * Sources: names of initramfs-tools, dracut, mkinitcpio and mkinitfs; systemd's kernel-install(8) for usr/lib/modules/RELEASE/vmlinuz.
 */
export function bootFilesOf({ kernels, boot, damaged, modules }: BootFound): BootFilesFound | Refusal {
  const faults: string[] = [];
  const whole = kernels.flatMap(({ path, release: said, fault: own }): readonly BootFiles[] => {
    if (own !== null) {
      faults.push(`the kernel ${path} ${own}`);
      return [];
    }
    const name = nameOf(path);
    const release = said ?? name;
    if (release === '') {
      faults.push(`neither the kernel ${path} nor its name says its release`);
      return [];
    }
    if (!modules.includes(release)) {
      faults.push(`the kernel ${path} has no modules in usr/lib/modules/${release}`);
      return [];
    }
    const initrd = [name, release].flatMap(initrdNames).find((one) => boot.includes(one));
    if (initrd === undefined) {
      faults.push(`the kernel ${path} has no initrd in boot`);
      return [];
    }
    const fault = damaged.get(initrd);
    if (fault !== undefined) {
      faults.push(`the initrd boot/${initrd} of the kernel ${path} ${fault}`);
      return [];
    }
    // Without microcode a machine boots.
    const before = microcode.filter((one) => boot.includes(one) && !damaged.has(one));
    return [{ kernel: path, release, initrds: [...before, initrd].map((one) => `boot/${one}`) }];
  });
  const newest = whole.toSorted((a, b) => compareVersions(a.release, b.release)).at(-1);
  if (newest !== undefined) return { kind: 'files', ...newest, faults };
  return refused(faults.length === 0 ? 'it has no kernel in boot or usr/lib/modules' : faults.join('; '));
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
