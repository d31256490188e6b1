import { keyLinePattern, valueEnd } from './entry-line.ts';

/** One `key value` line of a Type #1 entry; offsets are bytes into the file. */
export interface EntryLine {
  readonly key: string;
  /** The value as UTF-8 text, without the blanks around it. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A file that an entry names. */
export interface Payload {
  /** The key of its line: `linux`, `initrd`. */
  readonly key: string;
  /** Below the root of the partition, with `/` between the names and none before; null when it leaves the root. */
  readonly path: string | null;
  /** Whether firmware starts it, so that it must be a PE image: a kernel, a UKI, an EFI program. */
  readonly started: boolean;
  /** Where the path stands in the file, in bytes. */
  readonly start: number;
  readonly end: number;
}

/** Keys whose value is a path, and whether firmware starts what it names. */
const pathKeys: ReadonlyMap<string, { readonly started: boolean; readonly list: boolean }> = new Map([
  ['linux', { started: true, list: false }],
  ['efi', { started: true, list: false }],
  ['uki', { started: true, list: false }],
  ['initrd', { started: false, list: false }],
  ['devicetree', { started: false, list: false }],
  ['devicetree-overlay', { started: false, list: true }],
  ['extra', { started: false, list: false }],
]);

/**
 * The lines of a Type #1 entry, in order; comments, empty lines and keys without a value are left out.
 *
 * Bytes that are not UTF-8 are legal in titles and come out as replacement characters; offsets stay right.
 * Source: UAPI.1 Boot Loader Specification, "Type #1 Boot Loader Specification Entries".
 */
export function parseEntry(bytes: Uint8Array): readonly EntryLine[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const lines: EntryLine[] = [];
  for (const match of text.matchAll(new RegExp(keyLinePattern, 'gm'))) {
    const [whole, key = '', raw = ''] = match;
    const end = match.index + valueEnd(whole);
    const start = match.index + whole.length - raw.length;
    const value = Buffer.from(text.slice(start, end), 'latin1').toString('utf8');
    lines.push({ key, value, start, end });
  }
  return lines;
}

/**
 * The files that a Type #1 entry names.
 *
 * `devicetree-overlay` is a list; a GRUB variable behind an initrd (`/initramfs.img $tuned_initrd`, as Fedora
 * writes it) is not a part of the path. Paths use `/` or `\`, and are relative to the root of the partition.
 */
export function payloadsOf(bytes: Uint8Array): readonly Payload[] {
  return parseEntry(bytes).flatMap((line) => {
    const rule = pathKeys.get(line.key);
    if (rule === undefined) return [];
    return wordsOf(bytes, line, rule.list).map(({ start, end }) => ({
      key: line.key,
      path: rootedPath(Buffer.from(bytes.subarray(start, end)).toString('utf8')),
      started: rule.started,
      start,
      end,
    }));
  });
}

function wordsOf(
  bytes: Uint8Array,
  line: EntryLine,
  list: boolean,
): readonly { start: number; end: number }[] {
  const text = Buffer.from(bytes.subarray(line.start, line.end)).toString('latin1');
  if (!list) return [{ start: line.start, end: line.start + endOfPath(text) }];
  return [...text.matchAll(/[^ \t]+/g)].map((word) => ({
    start: line.start + word.index,
    end: line.start + word.index + word[0].length,
  }));
}

/**
 * Where a path ends: before the blanks before the first variable, or with the value. An entry has what bytes somebody gave it, and
 * a pattern for blanks before something else is tried at each of them.
 */
function endOfPath(value: string): number {
  const variable = value.search(/[ \t]\$/);
  return variable === -1 ? value.length : valueEnd(value.slice(0, variable));
}

/** `/a//b\c` as `a/b/c`; null for a path with `..`, which FAT drivers of firmware do not agree on. */
function rootedPath(path: string): string | null {
  const names = path.split(/[/\\]/).filter((name) => name !== '' && name !== '.');
  return names.length === 0 || names.includes('..') ? null : names.join('/');
}

/**
 * The entry with some of its paths replaced; every other byte is kept.
 *
 * @param rename gives the new path (as `payloadsOf` has it), or null to leave it
 */
export function renamePayloads(bytes: Uint8Array, rename: (path: string) => string | null): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { path, start, end } of payloadsOf(bytes)) {
    const renamed = path === null ? null : rename(path);
    if (renamed === null) continue;
    parts.push(bytes.subarray(at, start), Buffer.from(`/${renamed}`, 'utf8'));
    at = end;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}
