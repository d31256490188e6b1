import { mountOptions } from '@twinroot/lib-fstab';
import type { IdMap } from '@twinroot/lib-idmap';
import { renamedSource } from './fstab-source.ts';
import { unitFor, withLinks } from './unit-name.ts';

/** An option with another device. */
export interface RenamedOption {
  readonly old: string;
  readonly new: string;
}

/**
 * The options of an entry with other ids where the value of one is a device: `x-systemd.requires=/dev/disk/by-uuid/X`, also by the
 * name of its unit (systemd.mount(5)), `logdev=` and `rtdev=` of XFS, `journal_path=` of ext4, `device=` of btrfs. A path stays a
 * path: only sources may be tags.
 *
 * @param field bytes, one character each
 */
export function renamedOptions(
  field: string,
  ids: IdMap,
): { readonly field: string; readonly renamed: readonly RenamedOption[] } {
  const links = withLinks(ids);
  const renamed: RenamedOption[] = [];
  const parts = mountOptions(field).map((old) => {
    const [, name, value] = /^([\w.-]+=)([^",]+)$/s.exec(old) ?? [];
    if (name === undefined || value === undefined) return old;
    const text = deviceFor(value, links) ?? unitFor(value, ids)?.name ?? value;
    if (text === value || /[\s",]/.test(text)) return old;
    renamed.push({ old, new: name + text });
    return name + text;
  });
  // Commas that stand for nothing stay where nothing changes.
  return { field: renamed.length === 0 ? field : parts.join(','), renamed };
}

function deviceFor(value: string, links: IdMap): string | null {
  const renamed = renamedSource(links, value);
  return renamed?.isOther && renamed.text.startsWith('/') === value.startsWith('/') ? renamed.text : null;
}
