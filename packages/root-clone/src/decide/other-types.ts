import type { BlockDevice } from '@twinroot/lib-blockdev';
import { parseFstabLine, unescapeField } from '@twinroot/lib-fstab';
import { applyEdits, type Edit } from '@twinroot/lib-lines';
import { rootOptions } from '@twinroot/lib-rewrite';
import { devicesNamed } from './find-device.ts';

/** What is known of the file systems that texts name. */
export interface TypeFacts {
  /** The devices of both disks. */
  readonly devices: readonly BlockDevice[];
  /** The subvolume that is mounted at a path of the source, as its mount has it (`/@home`); null where none is known. */
  readonly subvolumeAt: (path: string) => string | null;
  /** The types of the root, as the source has it and as the clone has it; null where they are not known, or the same. */
  readonly rootTypes: { readonly old: string; readonly fresh: string } | null;
}

/** No option is asked for. */
const none: ReadonlyMap<string, string> = new Map();

/**
 * The rows of an fstab for the file systems that are there: of another type than the row says, they get theirs, and options that
 * only the other type has go; a subvolume is named by its path, because its id is that of another file system (btrfs(5), subvolid).
 * Rows for swap, and those whose device is not known, stay.
 *
 * @param isOurs whether a row's source is a device of the map, of either disk
 */
export function rowsWithTypes(text: string, facts: TypeFacts, isOurs: (source: string) => boolean): string {
  return text
    .split('\n')
    .map((line) => {
      const entry = parseFstabLine(line.replace(/\r$/, ''));
      if (!entry?.fstype || !entry.options) return line;
      const source = entry.source.text.replace(/^([A-Z]+=)?(["'])(.*)\2$/, '$1$3');
      if (!isOurs(source) || ['swap', 'none'].includes(entry.fstype.text)) return line;
      const [device, ...others] = devicesNamed(facts.devices, unescapeField(source));
      const fstype = others.length === 0 ? (device?.fstype ?? null) : null;
      const type = typeOf(entry.fstype.text, fstype);
      const edits: Edit[] = [];
      if (type !== entry.fstype.text) edits.push({ ...entry.fstype, text: type });
      const isOther =
        type !== entry.fstype.text || (entry.fstype.text === 'auto' && fstype !== null && fstype !== 'btrfs');
      const subvolume = facts.subvolumeAt(unescapeField(entry.mountpoint.text));
      const options = rootOptions(entry.options.text, { isOther, subvolume, fresh: none }) || 'defaults';
      if (options !== entry.options.text) edits.push({ ...entry.options, text: options });
      return applyEdits(line, edits);
    })
    .join('\n');
}

/**
 * A kernel command line, or any text with some, for the clone's root: its type, and the options that its type has. A line with
 * an id of a root that is not of the map is another system's, and stays.
 */
export function argumentsWithTypes(
  text: string,
  facts: TypeFacts,
  isOurs: (source: string) => boolean,
): string {
  const isOthers = (line: string) =>
    [...line.matchAll(/(?:^|[\s"'])root=["']?([A-Z]+=[^\s"']+|\/dev\/disk\/[^\s"']+)/g)].some(
      ([, root = '']) => !isOurs(root),
    );
  return text
    .split('\n')
    .map((line) => (isOthers(line) ? line : lineWithTypes(line, facts)))
    .join('\n');
}

function lineWithTypes(text: string, { rootTypes, subvolumeAt }: TypeFacts): string {
  const typed =
    rootTypes === null
      ? text
      : text.replace(/(^|[\s"'])rootfstype=([^\s"']+)/gm, (whole, before: string, type: string) =>
          type.split(',').includes(rootTypes.fresh) ? whole : `${before}rootfstype=${rootTypes.fresh}`,
        );
  const rules = { isOther: rootTypes !== null, subvolume: subvolumeAt('/'), fresh: none };
  return typed.replace(
    /([ \t]?)\b(rootflags=)(["']?)([^\s"']+)\3/g,
    (_, blank: string, key: string, quote: string, value: string) => {
      const options = rootOptions(value, rules);
      return options === '' ? '' : `${blank}${key}${quote}${options}${quote}`;
    },
  );
}

/**
 * The types of a root, where the clone's is another one; null where it is the same, or not known.
 *
 * @param old as fstab or the mount table has it
 */
export function rootTypesOf(old: string | null, fresh: string | null): TypeFacts['rootTypes'] {
  if (old === null || fresh === null || old === fresh || typeOf(old, fresh) !== fresh) return null;
  return { old, fresh };
}

/** What blkid(8) calls a type may have other names in fstab: `ext3` is mounted by ext4, `ntfs` by ntfs3. */
function typeOf(written: string, found: string | null): string {
  if (found === null || written === found || written === 'auto') return written;
  const families = [/^ext[234]$/, /^ntfs/, /^(?:vfat|msdos|fat)$/, /^fuse/, /^(?:zfs|zfs_member)$/];
  const isSame = families.some(
    (family) => family.test(written) && (family.test(found) || /^fuse/.test(written)),
  );
  return isSame || written.includes(',') || /^(?:crypto|LVM|linux_raid)/.test(found) ? written : found;
}
