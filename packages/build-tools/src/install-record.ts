// The record of what was installed, a file beside it: what is in it, and nothing else, is taken away again.
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './install-layout.ts';
import type { Entry } from './install-plan.ts';

/** Where the record is, on the installed machine. */
export function recordPath(layout: Layout): string {
  return `${layout.lib}/installed`;
}

/** What is at a place: a digest of a file, the text of a link, `-` for a directory; undefined where nothing is. */
export function markOf(place: string): string | undefined {
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isSymbolicLink()) return `link:${encodeURIComponent(readlinkSync(place))}`;
  if (stat.isDirectory()) return '-';
  return stat.isFile() ? digest(readFileSync(place)) : 'special';
}

/** The digest of a file's bytes, as a record has it. */
export function digest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The mark that an entry of a plan is to have. */
export function plannedMark(entry: Entry): string {
  return 'link' in entry ? `link:${encodeURIComponent(entry.link)}` : digest(entry.bytes());
}

/** A line of a record: a path of the installed machine, and what is there. Between two versions a path has a line of each. */
export interface Line {
  readonly mark: string;
  readonly path: string;
}

const textOf = ({ mark, path }: Line) => `${mark} ${path}`;

/** Those of lines that name files and links. */
export function filesOf(lines: readonly Line[]): readonly Line[] {
  return lines.filter(({ mark }) => mark !== '-');
}

/** The paths of those that name directories. */
export function directoriesOf(lines: readonly Line[]): readonly string[] {
  return lines.filter(({ mark }) => mark === '-').map(({ path }) => path);
}

/** The paths of lines, each once. */
export function pathsOf(lines: readonly Line[]): readonly string[] {
  return [...new Set(lines.map(({ path }) => path))];
}

/**
 * What is there at these paths, and differs from every line that names the path: with the mark of what it is. Nothing is said of a path
 * where nothing is.
 *
 * @param paths of the installed machine
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function differing(
  destdir: string,
  paths: readonly string[],
  lines: readonly Line[],
): readonly Line[] {
  const known = new Set(lines.map(textOf));
  const present = paths.flatMap((path) => {
    const mark = markOf(join(destdir, path));
    return mark === undefined ? [] : [{ mark, path }];
  });
  return present.filter((line) => !known.has(textOf(line)));
}

/** A record as text: each line once, and how many there are: without that, it was cut off. */
export function formatRecord(lines: readonly Line[]): string {
  const texts = [...new Set(lines.map(textOf))];
  return `${texts.map((text) => `${text}\n`).join('')}# ${texts.length}\n`;
}

/** A record that was read. */
export interface InstallRecord {
  /** In the order of installing; a line that is damaged is not among them. */
  readonly lines: readonly Line[];
  /** Whether there are damaged lines, or some are missing. */
  readonly isDamaged: boolean;
}

/** A line of a record; nothing where it is none, or names a path that may lead elsewhere. */
function parseLine(text: string): readonly Line[] {
  const [, mark, path] = /^(-|special|link:[^ ]+|sha256:[0-9a-f]{64}) (\/.+)$/.exec(text) ?? [];
  return mark === undefined || path === undefined || path.split('/').includes('..') ? [] : [{ mark, path }];
}

/**
 * The record below DESTDIR; undefined where there is none.
 *
 * @throws {Error} when what is in its place is not a file
 */
export function readRecord(destdir: string, layout: Layout): InstallRecord | undefined {
  const place = join(destdir, recordPath(layout));
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new Error(`${place} is not a file: move it away`);
  const texts = readFileSync(place, 'utf8').replaceAll('\0', '').split('\n');
  const lines = texts.flatMap(parseLine);
  const isWhole = texts.length === lines.length + 2 && texts.at(-2) === `# ${lines.length}`;
  return { lines, isDamaged: !isWhole };
}
