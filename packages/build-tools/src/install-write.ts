// How files, links and directories come below DESTDIR, and go again.
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { linksTo, unitsOf } from './enabled-units.ts';
import type { Entry } from './install-plan.ts';
import { formatRecord, type Line } from './install-record.ts';

/** The directories above paths of the installed machine, the outermost first. */
export function parentsOf(paths: readonly string[]): readonly string[] {
  const above = (path: string): readonly string[] => (path === '/' ? [] : [...above(dirname(path)), path]);
  return [...new Set(paths.flatMap((path) => above(dirname(path))))].sort();
}

/** Makes directories where they are not there, the outermost first. */
export function makeDirectories(destdir: string, paths: readonly string[]): void {
  for (const path of paths) if (!existsSync(join(destdir, path))) mkdirSync(join(destdir, path), 0o755);
}

/** Takes directories away, the innermost first; what others have put something into is theirs now. */
export function removeDirectories(destdir: string, paths: readonly string[]): void {
  for (const path of [...new Set(paths)].sort().reverse()) removeDirectory(join(destdir, path));
}

function removeDirectory(place: string): void {
  try {
    rmdirSync(place);
  } catch (error) {
    const known = ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY'];
    if (!(error instanceof Error && 'code' in error && known.includes(String(error.code)))) throw error;
  }
}

const besides = (place: string) => `${place}.twinroot-new`;

/** Puts a file or link in its place at once: an old one may be running. Where that fails, as on a full disk, nothing half made stays. */
export function put(destdir: string, entry: Entry): void {
  const place = join(destdir, entry.path);
  const temporary = besides(place);
  rmSync(temporary, { force: true });
  try {
    if ('link' in entry) symlinkSync(entry.link, temporary);
    else {
      writeFileSync(temporary, entry.bytes(), { flag: 'wx' });
      chmodSync(temporary, entry.mode);
    }
    renameSync(temporary, place);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function syncPlace(place: string): void {
  const open = openSync(place, 'r');
  fsyncSync(open);
  closeSync(open);
}

/** Writes the record, and has it on the disk. */
export function putRecord(destdir: string, path: string, lines: readonly Line[]): void {
  put(destdir, { path, mode: 0o644, bytes: () => Buffer.from(formatRecord(lines)) });
  syncPlace(join(destdir, path));
  syncPlace(join(destdir, dirname(path)));
}

/**
 * Takes files and links away, and what was killed half made beside them; a directory in their place is not ours. The links by which
 * units among them are enabled go before them, or they would lead nowhere.
 */
export function removeFiles(destdir: string, paths: readonly string[]): void {
  for (const link of linksTo(destdir, unitsOf(paths))) {
    rmSync(join(destdir, link));
    process.stdout.write(`disabled: ${join(destdir, link)}\n`);
  }
  const places = paths.map((path) => join(destdir, path)).flatMap((place) => [place, besides(place)]);
  for (const place of places) {
    if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) rmSync(place, { force: true });
  }
}
