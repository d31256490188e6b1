// npm run install-files -- [OPTION…] DESTDIR: puts binaries, units, hooks, man pages and completions where a package
// expects them. It builds nothing.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { administrators, tellRunning } from './enabled-units.ts';
import { type InstallCall, serve } from './install-call.ts';
import { leadingOut } from './install-inside.ts';
import { lock } from './install-lock.ts';
import { type Entry, planOf } from './install-plan.ts';
import {
  differing,
  directoriesOf,
  filesOf,
  type Line,
  markOf,
  pathsOf,
  plannedMark,
  readRecord,
  recordPath,
} from './install-record.ts';
import {
  makeDirectories,
  parentsOf,
  put,
  putRecord,
  removeDirectories,
  removeFiles,
} from './install-write.ts';
import { makeDirectory } from './make-directory.ts';

/** What is to be done, below DESTDIR. */
interface Work {
  readonly destdir: string;
  readonly plan: readonly Entry[];
  readonly record: string;
  /** What the record has, and what it is to have of files and links. */
  readonly old: readonly Line[];
  readonly wanted: readonly Line[];
  /** The directories that are needed, and the lines of those that are not there. */
  readonly above: readonly string[];
  readonly made: readonly Line[];
  /** The files and links of the old record that are not wanted. */
  readonly gone: readonly string[];
}

function workOf(destdir: string, plan: readonly Entry[], record: string, old: readonly Line[]): Work {
  const wanted = plan.map((entry) => ({ path: entry.path, mark: plannedMark(entry) }));
  const above = parentsOf([...pathsOf(wanted), record]);
  const made = above.filter((path) => !existsSync(join(destdir, path))).map((path) => ({ path, mark: '-' }));
  const planned = new Set(pathsOf(wanted));
  const gone = pathsOf(filesOf(old)).filter((path) => !planned.has(path));
  return { destdir, plan, record, old, wanted, above, made, gone };
}

/** What is in the way: there, not as it is to be, and not as this program left it. */
function obstacles({ destdir, old, wanted }: Work, force: boolean): readonly string[] {
  return differing(destdir, pathsOf(wanted), filesOf([...old, ...wanted])).flatMap(({ mark, path }) => {
    const place = join(destdir, path);
    if (mark === '-') return [`${place} is a directory: move it away`];
    return force ? [] : [`${place} is there and is not ours: move it away, or --force`];
  });
}

/** What an earlier version had, or other hooks, goes; but for what was changed, which is what this gives. */
function removeGone({ destdir, old, gone, above }: Work): readonly string[] {
  const changed = pathsOf(filesOf(differing(destdir, gone, old)));
  for (const path of changed)
    process.stderr.write(
      `install-files: ${join(destdir, path)} is installed no longer, and was changed: it stays\n`,
    );
  removeFiles(
    destdir,
    gone.filter((path) => !changed.includes(path)),
  );
  removeDirectories(
    destdir,
    directoriesOf(old).filter((path) => !above.includes(path)),
  );
  return changed;
}

/** On the disk before anybody is told that it is: what makes an initrd may be among it. */
function syncBelow({ destdir, above }: Work): void {
  execaSync('sync', ['-f', ...above.map((path) => join(destdir, path))]);
}

function carryOut(work: Work): void {
  const { destdir, plan, record, old, wanted, above, made } = work;
  makeDirectories(destdir, parentsOf([record]));
  // The record first, of what was and of what is to be: whatever ends this program, it names what is there.
  putRecord(destdir, record, [...old, ...made, ...wanted]);
  makeDirectories(destdir, above);
  for (const entry of plan) put(destdir, entry);
  const changed = removeGone(work);
  syncBelow(work);
  const isWanted = (line: Line) => wanted.some(({ mark, path }) => mark === line.mark && path === line.path);
  const stays = [...old, ...made, ...wanted].filter((line) =>
    line.mark === '-' ? existsSync(join(destdir, line.path)) : isWanted(line) || changed.includes(line.path),
  );
  putRecord(destdir, record, stays);
}

/** Where not all came into its place, the record has what did; and where that is nothing, there is no record, and no directories. */
function leaveHalf({ destdir, record, old, wanted, made }: Work): readonly string[] {
  if (old.length > 0 || wanted.some(({ mark, path }) => markOf(join(destdir, path)) === mark))
    return ['not all is installed: install-files again, or uninstall-files'];
  rmSync(join(destdir, record), { force: true });
  removeDirectories(destdir, directoriesOf(made));
  return [];
}

function install({ destdir, layout, sets, force }: InstallCall): readonly string[] {
  const plan = planOf(layout, sets);
  makeDirectory(destdir);
  lock(destdir);
  const work = workOf(destdir, plan, recordPath(layout), readRecord(destdir, layout)?.lines ?? []);
  const { wanted, old, record, gone } = work;
  const paths = [...pathsOf([...wanted, ...old]), record];
  const outside = leadingOut(destdir, gone.length === 0 ? paths : [...paths, `${administrators}/unit`]);
  if (outside.length > 0) return outside;
  const problems = obstacles(work, force);
  if (problems.length > 0) return problems;
  try {
    carryOut(work);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error), ...leaveHalf(work)];
  }
  process.stdout.write(`${plan.length} files and links are below ${destdir}; ${record} names them\n`);
  if (destdir === '/') tellRunning(gone);
  return [];
}

process.exitCode = serve('install-files', process.argv.slice(2), install);
