import { type Complaint, doubt, fault } from './complaint.ts';
import type { TomlValue } from './parse-toml.ts';

/** A path as it is written, and where. */
export interface WrittenPath {
  readonly path: string;
  readonly line: number;
}

/** One item of the sync list. */
export interface SyncEntry {
  readonly source: WrittenPath;
  readonly dests: readonly WrittenPath[];
  readonly exclude: readonly string[];
}

type Report = (complaint: Complaint) => void;

const itemForm = 'an item is [SOURCE, DEST] or [SOURCE, DEST, EXCLUSIONS]';

/**
 * The items of the key `sync`, in all forms that dual-root reads (`_parse_sync_list`): one item, a list of items, lists of
 * lists at any depth; DEST a string or a list of them. What dual-root passes over in silence, or fails at, is complained of.
 */
export function syncList(value: TomlValue | null, report: Report): readonly SyncEntry[] {
  if (value === null) return [];
  if (value.kind !== 'array') {
    report(fault(value.line, `sync is not a list: ${itemForm}`));
    return [];
  }
  return entriesOf(value.value, value.line, true, report);
}

function entriesOf(
  values: readonly TomlValue[],
  line: number,
  isOutermost: boolean,
  report: Report,
): readonly SyncEntry[] {
  const [first] = values;
  if (first === undefined) {
    if (!isOutermost) report(doubt(line, `an empty item, ignoring: ${itemForm}`));
    return [];
  }
  if (first.kind !== 'array') {
    const entry = entryOf(values, line, report);
    return entry === null ? [] : [entry];
  }
  return values.flatMap((each, index) => {
    if (each.kind === 'array') return entriesOf(each.value, each.line, false, report);
    report(fault(each.line, `item ${index + 1} of the list is not a list: ${itemForm}`));
    return [];
  });
}

function entryOf(values: readonly TomlValue[], line: number, report: Report): SyncEntry | null {
  const [source, dest, exclude, more] = values;
  const from = source && pathOf('SOURCE', source, report);
  if (dest === undefined) {
    report(fault(line, `no DEST: ${itemForm}`));
    return null;
  }
  const to = destsOf(dest, report);
  const patterns = exclude === undefined ? [] : patternsOf(exclude, report);
  if (more !== undefined) {
    report(
      fault(more.line, `more than three elements in an item: ${itemForm}, with several DESTs in a list`),
    );
    return null;
  }
  return from && to && patterns ? { source: from, dests: to, exclude: patterns } : null;
}

function destsOf(value: TomlValue, report: Report): readonly WrittenPath[] | null {
  const values = value.kind === 'array' ? value.value : [value];
  if (values.length === 0) report(fault(value.line, 'the list of DESTs is empty'));
  const paths = values.map((each) => pathOf('DEST', each, report));
  const dests = paths.filter((path) => path !== null);
  return dests.length > 0 && dests.length === paths.length ? dests : null;
}

function patternsOf(value: TomlValue, report: Report): readonly string[] | null {
  if (value.kind !== 'array') {
    report(fault(value.line, 'EXCLUSIONS is not a list: put brackets around it'));
    return null;
  }
  const patterns: string[] = [];
  for (const each of value.value) {
    if (each.kind === 'string' && each.value !== '' && !each.value.includes('\0')) patterns.push(each.value);
    else report(fault(each.line, 'an exclusion must be a non-empty string'));
  }
  return patterns.length === value.value.length ? patterns : null;
}

function pathOf(what: string, value: TomlValue, report: Report): WrittenPath | null {
  if (value.kind !== 'string') {
    report(fault(value.line, `${what} must be a string: a path`));
    return null;
  }
  const { value: path, line } = value;
  if (path.startsWith('/') && !path.includes('\0')) return { path, line };
  report(fault(line, `${what} ${JSON.stringify(path)} is not an absolute path`));
  return null;
}
