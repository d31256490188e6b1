import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import type { Owner } from '../decide/step.ts';
import type { StepResult } from '../decide/step-result.ts';
import type { OpenVolumes } from './open-volumes.ts';

/**
 * Makes a directory of the clone that is not copied, and those above it.
 *
 * @throws {NodeJS.ErrnoException} EEXIST when something else is there, a symlink to a directory, too
 */
export function makeDirectory(
  open: Pick<OpenVolumes, 'path'>,
  path: string,
  mode: number,
  owner?: Owner,
): StepResult {
  const whole = open.path(path);
  if (lstatSync(whole, { throwIfNoEntry: false })?.isDirectory()) return { state: 'same' };
  if (dirname(path) !== '/') makeDirectory(open, dirname(path), 0o755);
  mkdirSync(whole, { mode: 0o700 });
  if (owner) chownSync(whole, owner.uid, owner.gid);
  chmodSync(whole, mode); // whatever the umask
  return { state: 'done' };
}
