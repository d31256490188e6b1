// npm run install-files -- [OPTION…] DESTDIR: puts binaries, units, hooks, man pages and completions where a package
// expects them. It builds nothing.
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type InstallCall, serve } from './install-call.ts';
import { type Entry, planOf } from './install-plan.ts';
import { formatRecord, markOf, plannedMark, readRecord, recordPath } from './install-record.ts';

/** Makes the directories above a path, and gives those that were not there, the outermost first. */
function makeDirectories(destdir: string, path: string): readonly string[] {
  const parent = dirname(path);
  const place = join(destdir, parent);
  if (parent === '/' || existsSync(place)) {
    if (parent === '/') mkdirSync(place, { recursive: true });
    return [];
  }
  const made = makeDirectories(destdir, parent);
  mkdirSync(place);
  chmodSync(place, 0o755);
  return [...made, parent];
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

function install({ destdir, layout, sets, force }: InstallCall): readonly string[] {
  const plan = planOf(layout, sets);
  const wanted = new Map(plan.map((entry) => [entry.path, plannedMark(entry)]));
  const recorded = readRecord(destdir, layout);
  const problems = force ? [] : obstacles(destdir, wanted, recorded);
  if (problems.length > 0) return problems;
  const marks = new Map(recorded);
  const path = recordPath(layout);
  const record = { path, mode: 0o644, bytes: () => Buffer.from(formatRecord(marks)) };
  // The record last: what an interrupted run leaves is as planned, and in no later run's way.
  for (const entry of [...plan, record]) {
    for (const directory of makeDirectories(destdir, entry.path)) marks.set(directory, '-');
    const mark = wanted.get(entry.path);
    if (mark !== undefined) marks.set(entry.path, mark);
    put(destdir, entry);
  }
  process.stdout.write(`${plan.length} files and links are below ${destdir}; ${path} names them\n`);
  return [];
}

process.exitCode = serve('install-files', process.argv.slice(2), install);
