import { hasCounter, withoutCounter } from '@twinroot/lib-bls';
import type { BootTree, MenuEntry } from '@twinroot/lib-boot-tree';
import { directoryOf, type FileNode, fileAt, joinPath, nameOf, type Operation } from '@twinroot/lib-tree';

/** What is to be done about an entry on a mirror. */
export type Blessing =
  /** It has no counter there. */
  | { readonly kind: 'same' }
  | { readonly kind: 'absent' }
  /** It is another one, by its text or by what it names. */
  | { readonly kind: 'differs'; readonly why: string }
  | {
      readonly kind: 'bless';
      /** The name that it has then. */
      readonly path: string;
      /** First the file under that name, where it is not there yet; then those with a counter are deleted. */
      readonly operations: readonly Operation[];
    };

/**
 * Plans that an entry which has booted well loses its counter on a mirror, whatever that counter says, where text and payloads are the
 * same.
 *
 * It is not renamed: vfat would have the new name without the content for a moment, or both names on the same clusters, see
 * createReplacement. So it is written under the other name, and deleted when that is durable. The copy has the time of the file that it
 * is made of: the registry of the mirror stays true.
 *
 * @param good the entry, on what was booted
 * @param isSame whether two files hold the same, one of what was booted and one of the mirror
 */
export function blessingOf(
  good: { readonly tree: BootTree; readonly entry: MenuEntry },
  mirror: BootTree,
  isSame: (source: FileNode, mirror: FileNode) => boolean,
): Blessing {
  const there = mirror.menu.filter(({ id }) => id === good.entry.id);
  const counted = there.filter(({ file }) => hasCounter(nameOf(file.path)));
  if (there.length === 0) return { kind: 'absent' };
  if (counted.length === 0) return { kind: 'same' };
  // A name without content is what a power cut leaves of a new one.
  const [clean] = there.filter((entry) => !counted.includes(entry) && entry.file.size > 0);
  const torn = there.find((entry) => !counted.includes(entry) && entry !== clean);
  const differenceOf = (entry: MenuEntry) => differenceFrom(good, mirror, entry, isSame);
  const other = clean === undefined ? null : differenceOf(clean);
  if (clean !== undefined && other !== null) return differs(clean, other);
  const equal = counted.filter((entry) => differenceOf(entry) === null);
  const [first] = equal;
  if (first === undefined) {
    const [entry = good.entry] = counted;
    return differs(entry, differenceOf(entry) ?? '');
  }
  const path = clean?.file.path ?? torn?.file.path ?? cleanPath(first.file.path);
  const made = clean === undefined ? [copyOf(first, path, torn !== undefined)] : [];
  const deleted = equal.map(({ file }): Operation => ({ op: 'delete', path: file.path, size: file.size }));
  return { kind: 'bless', path, operations: [...made, ...deleted] };
}

function differs({ file }: MenuEntry, why: string): Blessing {
  return { kind: 'differs', why: `${file.path} is not what was booted: ${why}` };
}

function cleanPath(path: string): string {
  return joinPath(directoryOf(path), withoutCounter(nameOf(path)));
}

function copyOf({ file }: MenuEntry, path: string, replaces: boolean): Operation {
  const { mtime, bytes, size } = file;
  return bytes === null
    ? { op: 'copy', path, from: file.path, size, mtime, replaces }
    : { op: 'write', path, bytes, mtime, replaces };
}

/** In what an entry of the mirror is not the good one, in words; null when it is the same. */
function differenceFrom(
  good: { readonly tree: BootTree; readonly entry: MenuEntry },
  mirror: BootTree,
  entry: MenuEntry,
  isSame: (source: FileNode, mirror: FileNode) => boolean,
): string | null {
  if (!isSame(good.entry.file, entry.file)) return 'it has another content';
  // Add-ons of an image may be beside it under the name with its counter, where they are not found without.
  const [wanted, named] = [partsOf(good.entry), partsOf(entry)];
  const keys = new Set(named.map(({ key }) => key));
  if (wanted.length !== named.length || wanted.some(({ key }) => !keys.has(key)))
    return 'it has other files beside it';
  for (const { key, path } of wanted) {
    const [source, other] = [fileAt(good.tree.listing, path), fileAt(mirror.listing, path)];
    if (key === null || source === undefined || other === undefined) return `${path} is not there`;
    if (!isSame(source, other)) return `${path} is another file`;
  }
  return null;
}

/** What an entry names, without the file itself, which an image names, too. */
function partsOf({ key, names }: MenuEntry): MenuEntry['names'] {
  return names.filter((name) => name.key !== key);
}
