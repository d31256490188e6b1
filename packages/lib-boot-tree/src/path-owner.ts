import { foldPath } from '@twinroot/lib-fat';
import { entryTypeOf } from './entry-path.ts';

/** Directories below EFI/ that belong to boot loaders as such and to no vendor. */
const commonDirectories = new Set(['BOOT', 'LINUX', 'SYSTEMD']);

/** The vendor directory below EFI/ that a path is in or is, folded; null when there is none. */
export function vendorOf(path: string): string | null {
  const key = foldPath(path);
  if (!key.startsWith('EFI/')) return null;
  const [, vendor] = key.split('/');
  return vendor !== undefined && !commonDirectories.has(vendor) ? vendor : null;
}

/**
 * The machine id that a path carries, in lower case: of a directory named by it (`ID/6.12/linux`), of an entry
 * named after it (`ID-6.12.conf`); null when there is none. Source: kernel-install(8), machine-id(5).
 */
export function machineIdOf(path: string): string | null {
  if (path.length < 32) return null;
  const [top] = /^[0-9a-f]{32}(?=\/|$)/i.exec(path) ?? [];
  if (top !== undefined) return top.toLowerCase();
  if (entryTypeOf(path) === null) return null;
  const [, id] = /(?:^|\/)([0-9a-f]{32})-[^/]*$/i.exec(path) ?? [];
  return id?.toLowerCase() ?? null;
}

/**
 * The ids by which a machine knows its own boot files, in lower case: the texts of its /etc/machine-id and
 * /etc/kernel/entry-token, null for a file that is not there. An image that has not booted yet has no id of its own.
 *
 * Sources: machine-id(5), kernel-install(8).
 */
export function ownIdsOf(texts: readonly (string | null)[]): ReadonlySet<string> {
  const ids = texts.map((text) => (text ?? '').trim().toLowerCase());
  return new Set(ids.filter((id) => id !== '' && id !== 'uninitialized'));
}
