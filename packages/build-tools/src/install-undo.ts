// npm run uninstall-files -- [OPTION…] DESTDIR: takes away what install-files put there, by its record, and nothing else.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { administrators, tellRunning } from './enabled-units.ts';
import { type InstallCall, serve } from './install-call.ts';
import { leadingOut } from './install-inside.ts';
import { lock } from './install-lock.ts';
import { differing, directoriesOf, filesOf, pathsOf, readRecord, recordPath } from './install-record.ts';
import { removeDirectories, removeFiles } from './install-write.ts';

function uninstall({ destdir, layout, force }: InstallCall): readonly string[] {
  const path = recordPath(layout);
  const place = join(destdir, path);
  if (existsSync(destdir)) lock(destdir);
  const record = readRecord(destdir, layout);
  if (record === undefined) return [`nothing was installed: ${place} is not there`];
  const { lines, isDamaged } = record;
  if (isDamaged && !force)
    return [
      `${place} is damaged, or is cut off: install-files writes it anew, or --force takes away what its whole lines name`,
    ];
  const outside = leadingOut(destdir, [...pathsOf(lines), path, `${administrators}/unit`]);
  if (outside.length > 0) return outside;
  const ours = pathsOf(filesOf(lines));
  const changed = differing(destdir, ours, lines);
  if (changed.length > 0 && !force) {
    return changed.map(
      ({ path }) => `${join(destdir, path)} is not as it was installed: keep it elsewhere, and --force`,
    );
  }
  const there = filesOf(differing(destdir, ours, [])).length;
  removeFiles(destdir, ours);
  // The record after them: where one of them cannot be deleted, it is tried again.
  rmSync(place);
  rmSync(`${place}.twinroot-new`, { force: true });
  removeDirectories(destdir, directoriesOf(lines));
  process.stdout.write(`${there} files and links were taken away\n`);
  if (destdir === '/') tellRunning(ours);
  return [];
}

process.exitCode = serve('uninstall-files', process.argv.slice(2), uninstall);
