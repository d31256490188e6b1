// One installer at a time, be it this one or that of the archive.
import { spawnSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';

/**
 * Locks DESTDIR by flock(1) until this process ends.
 *
 * @throws {Error} when another one has it locked, or there is no flock(1)
 */
export function lock(destdir: string): void {
  const directory = openSync(destdir, constants.O_RDONLY | constants.O_DIRECTORY);
  const { status, error } = spawnSync('flock', ['-n', '3'], {
    stdio: ['ignore', 'ignore', 'inherit', directory],
  });
  if (error !== undefined) throw new Error('flock is not in PATH: install it first', { cause: error });
  if (status === 1) throw new Error(`another installer is at work below ${destdir}`);
  if (status !== 0) throw new Error(`${destdir} cannot be locked`);
}
