import { plainPath } from '@twinroot/lib-sysroot';
import { type Complaint, fault } from './complaint.ts';
import type { TomlValue } from './parse-toml.ts';
import type { SyncEntry } from './sync-list.ts';

/** Which SOURCEs may empty their DESTs: all of them, or these paths. */
export type AllowedEmpty = 'all' | readonly string[];

/**
 * What the key `allow_empty` says: true, false, or a list of SOURCEs. A path that is no SOURCE of the list is complained of: it
 * would allow nothing.
 */
export function allowedEmpty(
  value: TomlValue | null,
  entries: readonly SyncEntry[],
  report: (complaint: Complaint) => void,
): AllowedEmpty {
  if (value === null) return [];
  if (value.kind === 'boolean') return value.value ? 'all' : [];
  if (value.kind !== 'array') {
    report(fault(value.line, 'allow_empty must be true, false or a list of SOURCEs'));
    return [];
  }
  return value.value.flatMap((each) => {
    const path = each.kind === 'string' ? plainPath(each.value) : null;
    if (path !== null && entries.some(({ source }) => plainPath(source.path) === path)) return [path];
    const what = each.kind === 'string' ? JSON.stringify(each.value) : `a ${each.kind}`;
    report(fault(each.line, `allow_empty lists ${what}, which is not the SOURCE of an item`));
    return [];
  });
}

/** Whether a SOURCE is one of them. */
export function mayBeEmpty(allowed: AllowedEmpty, source: string): boolean {
  return allowed === 'all' || allowed.includes(plainPath(source));
}
