// The record of what was installed, a file beside it: what is in it, and nothing else, is taken away again.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
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

/** A record as text: a line of mark and path each, and how many there are: without it, it was cut off. */
export function formatRecord(marks: ReadonlyMap<string, string>): string {
  return `${[...marks].map(([path, mark]) => `${mark} ${path}\n`).join('')}# ${marks.size}\n`;
}

/** A record that was read. */
export interface InstallRecord {
  /** Marks by paths, in the order of installing; empty where nothing was installed. */
  readonly marks: ReadonlyMap<string, string>;
  /** Whether it is there, and lines are missing at its end. */
  readonly isCut: boolean;
}

/**
 * The record below DESTDIR.
 *
 * @throws {Error} when a line of it is none of a record
 */
export function readRecord(destdir: string, layout: Layout): InstallRecord {
  const place = join(destdir, recordPath(layout));
  if (!existsSync(place)) return { marks: new Map(), isCut: false };
  const lines = readFileSync(place, 'utf8').split('\n');
  const marks = new Map(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, string] => {
        const [, mark, path] = /^(-|special|link:\S+|sha256:[0-9a-f]{64}) (\/.+)$/.exec(line) ?? [];
        if (mark === undefined || path === undefined || path.split('/').includes('..')) {
          throw new Error(`${place} is damaged: ${JSON.stringify(line)}`);
        }
        return [path, mark];
      }),
  );
  return { marks, isCut: lines.at(-2) !== `# ${marks.size}` };
}
