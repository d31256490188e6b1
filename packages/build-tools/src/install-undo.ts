// npm run uninstall-files -- [OPTION…] DESTDIR: takes away what install-files put there, by its record, and nothing else.
import { rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { administrators, linksTo, runningOf, unitsOf } from './enabled-units.ts';
import { type InstallCall, serve } from './install-call.ts';
import { leadingOut } from './install-inside.ts';
import { markOf, readRecord, recordPath } from './install-record.ts';

/** Takes a directory away that was made for us; where others have put something into it, it is theirs now. */
function removeDirectory(place: string): void {
  try {
    rmdirSync(place);
  } catch (error) {
    const known = ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY'];
    if (!(error instanceof Error && 'code' in error && known.includes(String(error.code)))) throw error;
  }
}

function uninstall({ destdir, layout, force }: InstallCall): readonly string[] {
  const { marks: recorded, isCut } = readRecord(destdir, layout);
  const path = recordPath(layout);
  if (isCut && !force)
    return [
      `${join(destdir, path)} is cut off: install-files writes it anew, or --force takes away what it still names`,
    ];
  if (recorded.size === 0) return [`nothing was installed: ${join(destdir, path)} is not there`];
  const outside = leadingOut(destdir, [...recorded.keys(), path, `${administrators}/unit`]);
  if (outside.length > 0) return outside;
  const files = [...recorded].filter(([, mark]) => mark !== '-');
  const changed = files.filter(([path, mark]) => ![mark, undefined].includes(markOf(join(destdir, path))));
  if (changed.length > 0 && !force) {
    return changed.map(
      ([path]) => `${join(destdir, path)} is not as it was installed: keep it elsewhere, and --force`,
    );
  }
  // Before the units go: systemd would run them no longer, but links would stay that lead nowhere.
  const units = unitsOf(files.map(([path]) => path));
  const links = linksTo(destdir, units);
  for (const link of links) rmSync(join(destdir, link));
  for (const [path] of files) rmSync(join(destdir, path), { force: true });
  rmSync(join(destdir, path));
  const directories = [...recorded.keys()].filter((path) => recorded.get(path) === '-');
  for (const directory of directories.sort().reverse()) removeDirectory(join(destdir, directory));
  process.stdout.write(`${files.length} files and links were taken away\n`);
  for (const link of links) process.stdout.write(`disabled: ${join(destdir, link)}\n`);
  if (destdir === '/') tellRunning(units);
  return [];
}

/** Stopping is left to the administrator: esp-watch may be at work, and /boot is a mount of esp-bind. */
function tellRunning(units: readonly string[]): void {
  const running = runningOf(units);
  if (running.length > 0)
    process.stdout.write(`still running, until systemctl stop or a reboot: ${running.join(' ')}\n`);
  if (units.length > 0) process.stdout.write('systemd has to be told: systemctl daemon-reload\n');
}

process.exitCode = serve('uninstall-files', process.argv.slice(2), uninstall);
