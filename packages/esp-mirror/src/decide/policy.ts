import type { MenuEntry } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';

/** What part of the tree is mirrored. */
export type Scope = 'all' | 'loader' | 'machine';

/**
 * Files of the source that are not steady, by folded path, with what is known of them as a clause: `is being written by xz (pid 7)`.
 * They are neither copied nor deleted: what a mirror has under these names stays.
 */
export type WrittenFiles = ReadonlyMap<string, string>;

/** What the caller wants, and what is known of the mirror beyond its files. */
export interface Policy {
  readonly scope: Scope;
  /** Whether a path, in any case of its letters, is neither copied nor deleted (`--exclude`). */
  readonly isExcluded: (path: string) => boolean;
  /** Machine ids and entry tokens of this machine, in lower case. */
  readonly ownIds: ReadonlySet<string>;
  /** `ID` of this machine's os-release(5), in lower case; empty: not known. */
  readonly ownOsIds: ReadonlySet<string>;
  /** What boot loaders call the architecture of this machine (`x64`); null: not known. */
  readonly architecture: string | null;
  /** Whether the source is an ESP, and an XBOOTLDR partition belongs to it. */
  readonly hasXbootldr: boolean;
  /**
   * Programs that boot options of the firmware name on the mirror, below its root; null where firmware starts nothing: a
   * directory, an XBOOTLDR partition.
   */
  readonly started: readonly string[] | null;
  /** Files of the source that are being written while it is mirrored. */
  readonly written: WrittenFiles;
  /** Delete what only the mirror has, whoever it belongs to. */
  readonly purge: boolean;
  /** Switch payloads that are replaced under their own names together, by way of copies. */
  readonly bridge: boolean;
  /** Whether registries say which side is newer; kernels are not asked then. */
  readonly hasLineage: boolean;
  /** Mirror though the source is damaged or older. */
  readonly force: boolean;
  /** Free bytes on the mirror; null when they are not known. */
  readonly free: number | null;
  /** Bytes in a cluster of the mirror. */
  readonly cluster: number;
}

/** Whether a path is within the scope, given the entries of both sides. */
export function scopeOf(policy: Policy, entries: readonly MenuEntry[]): (path: string) => boolean {
  if (policy.scope === 'all') return () => true;
  const isOwn = policy.scope === 'loader' ? isLoaderPath : carriesId(policy.ownIds);
  const own = entries.filter(({ key }) => isOwn(key));
  const named = new Set(own.flatMap(({ names }) => names.map(({ key }) => key)));
  const hasImages = own.some(({ type }) => type === 2);
  return (path) => {
    const key = foldPath(path);
    return isOwn(key) || named.has(key) || hasBelow(named, key) || (hasImages && isReadByStubs(key));
  };
}

/** What the stub of every unified kernel image reads (systemd-stub(7), "Companion Files"). */
function isReadByStubs(key: string): boolean {
  return /^LOADER(\/(ADDONS|CREDENTIALS)(\/.*)?)?$/.test(key);
}

function isLoaderPath(key: string): boolean {
  return (
    /^(LOADER|EFI|EFI\/(LINUX|SYSTEMD|BOOT))$/.test(key) || /^(LOADER|EFI\/(LINUX|SYSTEMD|BOOT))\//.test(key)
  );
}

function carriesId(ids: ReadonlySet<string>): (key: string) => boolean {
  const folded = [...ids].map(foldPath);
  return (key) =>
    key.split('/').some((name) => folded.some((id) => name === id || name.startsWith(`${id}-`)));
}

function hasBelow(keys: ReadonlySet<string | null>, directory: string): boolean {
  for (const key of keys) if (key?.startsWith(`${directory}/`)) return true;
  return false;
}
