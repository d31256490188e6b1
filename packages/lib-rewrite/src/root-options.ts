import { mountOptions } from '@twinroot/lib-fstab';
import { isCommonOption } from './fs-type.ts';

/** What is done to mount options, of an entry of fstab or of `rootflags=`. */
export interface RootOptionRules {
  /** Whether the file system is of another type: options that only the old one has go. */
  readonly isOther: boolean;
  /**
   * Whether it is another file system of the same type: an id of a subvolume is that of one file system (btrfs(5), subvolid), so
   * its path takes its place. Null: the path is not known, and the id stays.
   */
  readonly subvolume: string | null;
  /** New options, by the old ones; what somebody asked for stays whatever the type. */
  readonly fresh: ReadonlyMap<string, string>;
}

/** Mount options for another file system; empty where none is left. Options of which nothing changes stay as they are spelt. */
export function rootOptions(field: string, { isOther, subvolume, fresh }: RootOptionRules): string {
  const asked = new Set(fresh.values());
  const old = mountOptions(field);
  const options = old.map((option) => fresh.get(option) ?? option);
  const kept = isOther
    ? options.filter((option) => asked.has(option) || isCommonOption(option))
    : withoutSubvolumeId(options, subvolume);
  return kept.length === old.length && kept.every((option, index) => option === old[index])
    ? field
    : kept.join(',');
}

function withoutSubvolumeId(options: readonly string[], subvolume: string | null): readonly string[] {
  if (!options.some((option) => option.startsWith('subvolid='))) return options;
  const isNamed = options.some((option) => option.startsWith('subvol='));
  if (!isNamed && subvolume === null) return options;
  const others = options.filter((option) => !option.startsWith('subvolid='));
  return [...others, ...(isNamed ? [] : [`subvol=${subvolume}`])];
}
