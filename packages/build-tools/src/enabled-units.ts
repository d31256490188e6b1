// What systemd has of our units besides their files: links of those that are enabled, and what runs.
import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { execaSync } from 'execa';

/** Where an administrator's `systemctl enable` makes links (systemd.unit(5)). */
export const administrators = '/etc/systemd/system';

/** The units among paths of installed files. */
export function unitsOf(paths: Iterable<string>): readonly string[] {
  return [...paths].filter((path) => /\/systemd\/system\/[^/]+\.(?:service|timer)$/.test(path));
}

/** The links below DESTDIR by which units are enabled, as paths of the installed machine: those that lead to one of these. */
export function linksTo(destdir: string, units: readonly string[]): readonly string[] {
  const top = join(destdir, administrators);
  if (!existsSync(top)) return [];
  const names = readdirSync(top, { withFileTypes: true });
  const inside = names.filter(
    (entry) => entry.isDirectory() && /\.(?:wants|requires|upholds)$/.test(entry.name),
  );
  const directories = ['', ...inside.map(({ name }) => name)].map((name) => join(administrators, name));
  const paths = directories.flatMap((directory) =>
    readdirSync(join(destdir, directory)).map((name) => join(directory, name)),
  );
  return paths.filter((path) => {
    if (!lstatSync(join(destdir, path)).isSymbolicLink()) return false;
    return units.includes(resolve(dirname(path), readlinkSync(join(destdir, path))));
  });
}

/** The units of these that systemd has running, instances of templates included; none where it is not running itself. */
function runningOf(units: readonly string[]): readonly string[] {
  const patterns = units.map((unit) => basename(unit).replace('@.', '@*.'));
  const states = '--state=active,activating,reloading,deactivating';
  const args = ['list-units', '--plain', '--no-legend', '--no-pager', states, '--', ...patterns];
  const { exitCode, stdout } = execaSync('systemctl', args, { reject: false, env: { LC_ALL: 'C' } });
  if (exitCode !== 0) return [];
  return stdout.split('\n').flatMap((line) => /^\S+/.exec(line.trim())?.[0] ?? []);
}

/** Tells of units among paths that were taken away. Stopping is left to the administrator: esp-watch may be at work, and /boot is a mount of esp-bind. */
export function tellRunning(paths: readonly string[]): void {
  const units = unitsOf(paths);
  if (units.length === 0) return;
  const running = runningOf(units);
  if (running.length > 0)
    process.stdout.write(`still running, until systemctl stop or a reboot: ${running.join(' ')}\n`);
  process.stdout.write('systemd has to be told: systemctl daemon-reload\n');
}
