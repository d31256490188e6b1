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
  const fields = fieldsOf(line);
  const [source, mountpoint, fstype, options, freq, passno] = fields;
  if (source === undefined || mountpoint === undefined || line.includes('\0')) return null;
  if ((freq && !isNumber(freq.text)) || (passno && !isNumber(passno.text))) return null;
  return { source, mountpoint, fstype, options, freq, passno };
}

/** At most six, without the comment behind them. */
function fieldsOf(line: string): readonly FstabField[] {
  const fields: FstabField[] = [];
  let at = 0;
  while (fields.length < 6) {
    while (isBlank(line.charCodeAt(at))) at += 1;
    if (at >= line.length) break;
    // A source may have a `#` within, but a comment begins a line, or a field behind the mount point.
    if (line.charCodeAt(at) === 35 && fields.length !== 1) break;
    const start = at;
    while (at < line.length && !isBlank(line.charCodeAt(at))) at += 1;
    fields.push({ start, end: at, text: line.slice(start, at) });
  }
  return fields;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isNumber(text: string): boolean {
  return /^[-+]?\d+$/.test(text);
}
