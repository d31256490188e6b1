/** A field of an entry: where it stands in its line, and as it is spelt. */
export interface FstabField {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A line of fstab(5) that is an entry. Together with what is between them, its fields are the line. */
export interface FstabLine {
  readonly source: FstabField;
  readonly mountpoint: FstabField;
  /** Absent where the line ends before. */
  readonly fstype: FstabField | undefined;
  readonly options: FstabField | undefined;
  readonly freq: FstabField | undefined;
  readonly passno: FstabField | undefined;
}

/**
 * The entry of a line; null for comments, empty lines, and what libmount does not take for an entry either: a source alone, a
 * number that is none, a NUL. A comment may follow the fields.
 *
 * Source: util-linux libmount/src/tab_parse.c (mnt_parse_table_line): fields are separated by blanks and tabs.
 *
 * @param line without its end
 */
export function parseFstabLine(line: string): FstabLine | null {
  const match = entryPattern.exec(line);
  if (match === null || line.includes('\0')) return null;
  let at = 0;
  const field = (index: number): FstabField | undefined => {
    const text = match[index];
    if (text === undefined) return undefined;
    const start = at + (match[index - 1] ?? '').length;
    at = start + text.length;
    return { start, end: at, text };
  };
  const [source, mountpoint, fstype, options] = [field(2), field(4), field(6), field(8)];
  const [freq, passno] = [field(10), field(12)];
  if (source === undefined || mountpoint === undefined) return null;
  if ((freq && !isNumber(freq.text)) || (passno && !isNumber(passno.text))) return null;
  return { source, mountpoint, fstype, options, freq, passno };
}

/** Blanks and fields in turns. A source may have a `#` within; a comment begins a line, or a field behind the mount point. */
const entryPattern = new RegExp(
  `^([ \\t]*)([^# \\t][^ \\t]*)([ \\t]+)([^ \\t]+)${'(?:([ \\t]+)([^# \\t][^ \\t]*)'.repeat(4)}${')?'.repeat(4)}`,
);

function isNumber(text: string): boolean {
  return /^[-+]?\d+$/.test(text);
}
