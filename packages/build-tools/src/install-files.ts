// npm run install-files -- [OPTION…] DESTDIR: puts binaries, units, hooks, man pages and completions where a package
// expects them. It builds nothing.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type InstallCall, serve } from './install-call.ts';
import { leadingOut } from './install-inside.ts';
import { type Entry, planOf } from './install-plan.ts';
import { formatRecord, markOf, plannedMark, readRecord, recordPath } from './install-record.ts';
import { makeDirectory } from './make-directory.ts';

/** Makes the directories above a path, and marks those that were not there, the outermost first. */
function makeDirectories(destdir: string, path: string, marks: Map<string, string>): void {
  const parent = dirname(path);
  const place = join(destdir, parent);
  if (parent === '/') makeDirectory(place);
  if (existsSync(place)) return;
  makeDirectories(destdir, parent, marks);
  mkdirSync(place);
  marks.set(parent, '-');
  chmodSync(place, 0o755);
}

/** Puts a file or link in its place at once: an old one may be running. Where that fails, as on a full disk, nothing half made stays. */
function put(destdir: string, entry: Entry): void {
  const place = join(destdir, entry.path);
  const temporary = `${place}.twinroot-new`;
  rmSync(temporary, { force: true });
  try {
    if ('link' in entry) symlinkSync(entry.link, temporary);
    else {
      writeFileSync(temporary, entry.bytes());
      chmodSync(temporary, entry.mode);
    }
    renameSync(temporary, place);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** What is in the way: there, not as it is to be, and not as this program left it. */
function obstacles(
  destdir: string,
  wanted: ReadonlyMap<string, string>,
  recorded: ReadonlyMap<string, string>,
): readonly string[] {
  return [...wanted].flatMap(([path, mark]) => {
    const present = markOf(join(destdir, path));
    const isOurs = [undefined, recorded.get(path), mark].includes(present);
    return isOurs ? [] : [`${join(destdir, path)} is there and is not ours: move it away, or --force`];
  });
}

const roomOf = (destdir: string, path: string) => join(destdir, `${path}.twinroot-room`);

/** Keeps room for a record: on a full disk there is to be one of what came before. */
function keepRoom(destdir: string, path: string, marks: Map<string, string>): void {
  makeDirectories(destdir, path, marks);
  writeFileSync(roomOf(destdir, path), Buffer.alloc(2 ** 16, '\n'));
}

/** Writes the record; it also names the directories that were made for it. */
function putRecord(destdir: string, path: string, marks: Map<string, string>): void {
  rmSync(roomOf(destdir, path), { force: true });
  makeDirectories(destdir, path, marks);
  put(destdir, { path, mode: 0o644, bytes: () => Buffer.from(formatRecord(marks)) });
}

/** Where not all came into its place: the record of what did, so that it can be taken away; and where that is nothing, no directories. */
function leaveHalf(destdir: string, path: string, marks: Map<string, string>): void {
  if ([...marks.values()].some((mark) => mark !== '-')) putRecord(destdir, path, marks);
  else {
    rmSync(roomOf(destdir, path), { force: true });
    for (const directory of [...marks.keys()].reverse()) rmdirSync(join(destdir, directory));
  }
}

function install({ destdir, layout, sets, force }: InstallCall): readonly string[] {
  const plan = planOf(layout, sets);
  const wanted = new Map(plan.map((entry) => [entry.path, plannedMark(entry)]));
  const path = recordPath(layout);
  const outside = leadingOut(destdir, [...wanted.keys(), path]);
  if (outside.length > 0) return outside;
  const { marks: recorded } = readRecord(destdir, layout);
  const problems = force ? [] : obstacles(destdir, wanted, recorded);
  if (problems.length > 0) return problems;
  const marks = new Map(recorded);
  try {
    keepRoom(destdir, path, marks);
    for (const entry of plan) {
      makeDirectories(destdir, entry.path, marks);
      put(destdir, entry);
      marks.set(entry.path, wanted.get(entry.path) ?? '');
    }
    // The record last: what an interrupted run leaves is as planned, and in no later run's way.
    putRecord(destdir, path, marks);
  } catch (error) {
    try {
      leaveHalf(destdir, path, marks);
    } catch {
      // Where there is no room for the record either, the reason is the same.
    }
    throw error;
  }
  process.stdout.write(`${plan.length} files and links are below ${destdir}; ${path} names them\n`);
  return [];
}

process.exitCode = serve('install-files', process.argv.slice(2), install);
