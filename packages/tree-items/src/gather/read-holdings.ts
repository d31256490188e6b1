import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { holdsRoot } from '@twinroot/lib-machine';
import { entryDirectories, idFiles } from '../decide/judge-roots.ts';

/** What a directory has of a system that boots. */
export interface Holdings {
  readonly holdsRoot: boolean;
  /** Of the paths below it that are looked for, those that are there; of files, those that name a device. */
  readonly holds: readonly string[];
}

/** What a directory has of a system that boots. What cannot be read is not there. */
export function readHoldings(directory: string): Holdings {
  const files = ['', 'etc/'].flatMap((prefix) => idFiles.map((file) => prefix + file));
  return {
    holdsRoot: holdsRoot(directory),
    holds: [
      ...entryDirectories.filter((path) => existsSync(join(directory, path))),
      ...files.filter((path) => namesDevice(join(directory, path))),
    ],
  };
}

/** Whether a line of a file that is no comment has an id or a node of a device. */
function namesDevice(file: string): boolean {
  try {
    return /^(?!\s*#).*(?:\b(?:PART)?(?:UUID|LABEL)=|\/dev\/)/m.test(readFileSync(file, 'latin1'));
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return false;
  }
}
