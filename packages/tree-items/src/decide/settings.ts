import { nearest } from '@twinroot/lib-record';
import { defaultRsyncOpts } from '@twinroot/lib-rsync';
import { type AllowedEmpty, allowedEmpty } from './allowed-empty.ts';
import { type Complaint, doubt, fault } from './complaint.ts';
import type { TomlEntry, TomlValue } from './parse-toml.ts';
import { type RsyncOpts, rsyncOptsOf } from './rsync-opts.ts';
import { type SyncEntry, syncList } from './sync-list.ts';

/** What a configuration says. */
export interface Settings {
  /** The ESPs are mirrored, too: by another pipeline. */
  readonly dualroot: boolean;
  readonly rsyncOpts: readonly string[];
  readonly nice: number;
  readonly ioniceClass: number;
  /** Of the classes 1 and 2 only. */
  readonly ioniceLevel: number | null;
  /** Seconds. */
  readonly delay: number;
  /** Percent of a DEST that one run may delete; null: whatever tree-mirror allows. */
  readonly maxDelete: number | null;
  /** Which SOURCEs may empty their DESTs. */
  readonly allowEmpty: AllowedEmpty;
  readonly entries: readonly SyncEntry[];
}

const knownKeys = [
  ...['dualroot', 'rsync_opts', 'nice', 'ionice_class', 'ionice_value', 'ionice_level', 'sync_delay', 'sync'],
  ...['max_delete', 'allow_empty'],
];

/**
 * The settings of a file, with dual-root's defaults (etc/dual-root/lib/_read_config.py), and all that is wrong with them. It
 * has neither max_delete nor allow_empty, and ignores keys that it does not know.
 *
 * Its manual calls one of them ionice_value and its code ionice_level: either is read.
 */
export function settingsOf(file: readonly TomlEntry[]): {
  readonly settings: Settings;
  readonly complaints: readonly Complaint[];
} {
  const complaints: Complaint[] = [];
  const reported = (complaint: Complaint) => void complaints.push(complaint);
  for (const { key, line } of file) {
    if (knownKeys.includes(key)) continue;
    const near = nearest(key, knownKeys);
    reported(fault(line, `unknown key '${key}'${near === null ? '' : `: did you mean ${near}?`}`));
  }
  const value = (key: string) => file.find((entry) => entry.key === key)?.value ?? null;
  const level = levelOf(value('ionice_level'), value('ionice_value'), reported);
  const ioniceClass = integer('ionice_class', value('ionice_class'), [0, 3], 3, reported);
  const rsyncOpts = optsOf(value('rsync_opts'), reported);
  const entries = syncList(value('sync'), reported);
  const settings = {
    dualroot: boolean('dualroot', value('dualroot'), true, reported),
    rsyncOpts,
    nice: niceOf(value('nice'), reported),
    ioniceClass,
    ioniceLevel: ioniceClass === 1 || ioniceClass === 2 ? level : null,
    delay: seconds('sync_delay', value('sync_delay'), 300, reported),
    maxDelete: value('max_delete') && integer('max_delete', value('max_delete'), [0, 100], 50, reported),
    allowEmpty: allowedEmpty(value('allow_empty'), entries, reported),
    entries,
  };
  return { settings, complaints };
}

type Report = (complaint: Complaint) => void;

function niceOf(value: TomlValue | null, report: Report): number {
  if (value?.kind !== 'integer' || value.value !== 20) return integer('nice', value, [-20, 19], 19, report);
  // dual-root's sample says "(-20 - 20)", and the kernel's highest is 19 (setpriority(2)).
  report(doubt(value.line, 'nice is 20, but the maximum is 19, which is used'));
  return 19;
}

function levelOf(level: TomlValue | null, value: TomlValue | null, report: Report): number {
  const one = integer('ionice_level', level, [0, 7], 6, report);
  const other = integer('ionice_value', value, [0, 7], one, report);
  if (level && value && one !== other) {
    report(fault(value.line, `ionice_value is ${other} and ionice_level ${one}: they are the same setting`));
  }
  return level ? one : other;
}

function optsOf(value: TomlValue | null, report: Report): readonly string[] {
  if (value === null) return defaultRsyncOpts;
  const words =
    value.kind === 'string'
      ? value.value.split(/\s+/).filter((word) => word !== '')
      : value.kind === 'array'
        ? texts(value.value)
        : null;
  if (words === null) {
    report(fault(value.line, `rsync_opts is ${called(value)}, but must be a string or a list of strings`));
    return defaultRsyncOpts;
  }
  const { opts, wrong }: RsyncOpts = rsyncOptsOf(words);
  for (const text of wrong) report(fault(value.line, `rsync_opts: ${text}`));
  return opts;
}

function boolean(key: string, value: TomlValue | null, byDefault: boolean, report: Report): boolean {
  if (value?.kind === 'boolean') return value.value;
  if (value) report(fault(value.line, `${key} is ${called(value)}, but must be true or false`));
  return byDefault;
}

function integer(
  key: string,
  value: TomlValue | null,
  [least, most]: readonly [number, number],
  byDefault: number,
  report: Report,
): number {
  if (value === null) return byDefault;
  if (value.kind === 'integer' && value.value >= least && value.value <= most) return value.value;
  report(fault(value.line, `${key} is ${called(value)}, but must be an integer from ${least} to ${most}`));
  return byDefault;
}

function seconds(key: string, value: TomlValue | null, byDefault: number, report: Report): number {
  if (value === null) return byDefault;
  const isNumber = value.kind === 'integer' || value.kind === 'float';
  if (isNumber && Number.isFinite(value.value) && value.value >= 0) return value.value;
  report(fault(value.line, `${key} is ${called(value)}, but must be a number of seconds, 0 or more`));
  return byDefault;
}

/** The strings of a list; null when something else is in it. */
export function texts(values: readonly TomlValue[]): readonly string[] | null {
  const strings = values.flatMap((value) => (value.kind === 'string' ? [value.value] : []));
  return strings.length === values.length ? strings : null;
}

/** A value as a message names it. */
export function called(value: TomlValue): string {
  switch (value.kind) {
    case 'string':
      return `the string ${JSON.stringify(value.value)}`;
    case 'integer':
    case 'float':
    case 'boolean':
      return String(value.value);
    case 'array':
      return 'a list';
    default:
      return `a ${value.kind}`;
  }
}
