// Entries of a plan as files, below a directory from which a package is made.
import {
  chmodSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry } from '../install-plan.ts';

/** Writes entries below a directory. All that is there, directories too, gets the time, in seconds since 1970. */
export function stage(entries: readonly Entry[], directory: string, epoch: number): void {
  for (const entry of entries) {
    const place = join(directory, entry.path);
    mkdirSync(dirname(place), { recursive: true, mode: 0o755 });
    if ('link' in entry) symlinkSync(entry.link, place);
    else {
      writeFileSync(place, entry.bytes());
      chmodSync(place, entry.mode);
    }
  }
  setTimes(directory, epoch);
}

/** Gives a directory and all below it a time, and directories the mode that packages have. */
export function setTimes(directory: string, epoch: number): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const place = join(directory, entry.name);
    if (entry.isDirectory()) setTimes(place, epoch);
    else if (entry.isSymbolicLink()) lutimesSync(place, epoch, epoch);
    else utimesSync(place, epoch, epoch);
  }
  chmodSync(directory, 0o755);
  utimesSync(directory, epoch, epoch);
}

/** The bytes of all files, as package managers show them before an installation. */
export function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + ('link' in entry ? 0 : entry.bytes().length), 0);
}
