import { isRegistry } from '@twinroot/lib-registry';
import { foldPath } from '@twinroot/lib-tree';

/** What a file is to the order of writes. */
export type PathClass = 'entry' | 'loader' | 'config' | 'stamp' | 'payload';

/**
 * What the file under a path is: an entry of the boot menu, a boot loader's own program, its configuration, the
 * stamp of the set, or a payload (which is everything else).
 *
 * Source: UAPI.1 Boot Loader Specification; systemd-boot(7), "Files".
 */
export function classOf(path: string): PathClass {
  const key = foldPath(path);
  if (isListedName(key, 'LOADER/ENTRIES/', '.CONF') || isListedName(key, 'EFI/LINUX/', '.EFI'))
    return 'entry';
  if (key === 'LOADER/LOADER.CONF' || key === 'LOADER/ENTRIES.SREL') return 'config';
  if (isRegistry(path)) return 'stamp';
  return key.startsWith('EFI/') && key.endsWith('.EFI') && !key.startsWith('EFI/LINUX/')
    ? 'loader'
    : 'payload';
}

/** A name right in the directory, and one that systemd-boot does not pass over (`.`, `auto-`). */
function isListedName(key: string, directory: string, suffix: string): boolean {
  if (!key.startsWith(directory) || !key.endsWith(suffix)) return false;
  const name = key.slice(directory.length);
  return !name.includes('/') && !name.startsWith('.') && !name.startsWith('AUTO-');
}

const protectedPaths = ['LOADER/RANDOM-SEED', 'SYSTEM VOLUME INFORMATION', '$RECYCLE.BIN', 'EFI/MICROSOFT'];

/** Whether a path is each partition's own: never copied, never deleted. */
export function isProtected(path: string): boolean {
  const key = foldPath(path);
  return protectedPaths.some((own) => key === own || key.startsWith(`${own}/`));
}

/** Directories below EFI/ that belong to boot loaders as such and to no vendor. */
const commonDirectories = new Set(['BOOT', 'LINUX', 'SYSTEMD']);

/** The vendor directory below EFI/ that a path is in or is, folded; null when there is none. */
export function vendorOf(path: string): string | null {
  const [first, vendor] = foldPath(path).split('/');
  return first === 'EFI' && vendor !== undefined && !commonDirectories.has(vendor) ? vendor : null;
}

/**
 * The machine id that a path carries, in lower case: of a directory named by it (`ID/6.12/linux`), of an entry
 * named after it (`ID-6.12.conf`); null when there is none. Source: kernel-install(8), machine-id(5).
 */
export function machineIdOf(path: string): string | null {
  const [top = ''] = path.split('/');
  if (/^[0-9a-f]{32}$/i.test(top)) return top.toLowerCase();
  if (classOf(path) !== 'entry') return null;
  const [, id] = /(?:^|\/)([0-9a-f]{32})-[^/]*$/i.exec(path) ?? [];
  return id?.toLowerCase() ?? null;
}
