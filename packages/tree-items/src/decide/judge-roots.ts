import { basename } from 'node:path/posix';
import { canDelete, isContent, whyNotRoot } from '@twinroot/lib-rsync';
import { plainPath } from '@twinroot/lib-sysroot';
import { type Complaint, doubt, fault } from './complaint.ts';
import { isExcludedPath } from './excluded-path.ts';
import type { FoundPath } from './found-path.ts';
import type { SyncEntry, WrittenPath } from './sync-list.ts';

/** Where the entries of boot loaders are, below a root or a boot partition (UAPI.1). */
export const entryDirectories = [
  'loader/entries',
  'boot/loader/entries',
  'efi/loader/entries',
  'boot/efi/loader/entries',
];

/** Files of /etc that say which disk the root is on, below it. */
export const idFiles = ['fstab', 'crypttab', 'kernel/cmdline', 'default/grub'];

/**
 * What is wrong with a copy to another root, as far as that has to stay one that boots from its own disk: it is replaced by
 * something else, its entries name kernels that are deleted, or it gets the ids of this disk.
 */
export function judgeRoots(
  entry: SyncEntry,
  dest: WrittenPath,
  from: FoundPath,
  to: FoundPath,
  rsyncOpts: readonly string[],
): readonly Complaint[] {
  if (from.is !== 'directory' || to.is !== 'directory') return [];
  const { source } = entry;
  const deletes = canDelete(rsyncOpts);
  if (isContent(source.path) && deletes && to.holdsRoot === true && from.holdsRoot !== true)
    return [fault(dest.line, `DEST ${dest.path} ${whyNotRoot(source.path, dest.path)}`)];
  return [...(deletes ? judgeEntries(entry, dest, from, to) : []), ...judgeIds(entry, dest, from, to)];
}

/** A path below the source, as patterns are anchored. */
function anchored({ source }: SyncEntry, path: string): string {
  return isContent(source.path) ? `/${path}` : `/${basename(plainPath(source.path))}/${path}`;
}

function judgeEntries(
  entry: SyncEntry,
  dest: WrittenPath,
  from: FoundPath,
  to: FoundPath,
): readonly Complaint[] {
  const isOther = to.holdsRoot === true || entryDirectories.some((path) => to.holds?.includes(path));
  const apart = entryDirectories
    .filter((path) => from.holds?.includes(path))
    .map((path) => anchored(entry, path))
    .filter((path) => isExcludedPath(entry.exclude, path));
  if (!isOther || apart.length === 0) return [];
  const what = `${apart.join(', ')} ${apart.length === 1 ? 'is' : 'are'} excluded, and kernels are not`;
  const effect = `after an update that gives kernels other names, no entry in ${dest.path} starts the new one`;
  return [
    doubt(
      dest.line,
      `${what}: ${effect}. Add the new entries with loader-reuuid, or leave boot files to root-clone`,
    ),
  ];
}

function judgeIds(entry: SyncEntry, dest: WrittenPath, from: FoundPath, to: FoundPath): readonly Complaint[] {
  const isEtc = basename(from.real) === 'etc';
  const prefix = from.holdsRoot === true ? 'etc/' : '';
  if (!isEtc && prefix === '') return [];
  const isOther =
    to.holdsRoot === true || (isContent(entry.source.path) && to.holds?.includes('fstab') === true);
  const missing = idFiles
    .filter((path) => from.holds?.includes(prefix + path))
    .map((path) => anchored(entry, prefix + path))
    .filter((path) => !isExcludedPath(entry.exclude, path));
  if (!isOther || missing.length === 0) return [];
  const patterns = missing.map((path) => `"${path}"`).join(', ');
  return [
    doubt(
      dest.line,
      `the system in ${dest.path} would get ${missing.length === 1 ? 'a file that names' : 'files that name'} this one's disk: add ${patterns} to the exclusions`,
    ),
  ];
}
