import { lstatSync, mkdirSync, readFileSync, type Stats, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createReplacement, fsyncPath } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import { runTool } from '@twinroot/lib-tool';
import type { StepResult } from '../decide/step-result.ts';

/** A text file of the clone. */
export interface TextFile {
  /** Where it is reached. */
  readonly path: string;
  /** Bytes, one character each. */
  readonly text: string;
  /** The file of the source that it comes from, which has its owner, mode, time and labels. */
  readonly like: string;
  /** Whether it keeps the time of that file; otherwise it is of now. */
  readonly keepsTime: boolean;
  /** Whether its file system has no owners and modes. */
  readonly isFat: boolean;
}

/**
 * Puts a text into its place, so that at every instant the old file is there or the new one, whole.
 *
 * @throws {DurableError} with what went wrong; the file is as it was then
 * @throws {Error} when something else than a file is there
 */
export async function writeText({ path, text, like, keepsTime, isFat }: TextFile): Promise<StepResult> {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present && !present.isFile()) throw new Error(`${path} is not a regular file`);
  const bytes = Buffer.from(text, 'latin1');
  const stat = lstatSync(like);
  const isSame = present !== undefined && readFileSync(path).equals(bytes);
  if (isSame && (isFat || !keepsTime || hasAttributes(present, stat))) return { state: 'same' };
  // The time of the source comes with the other attributes, and last: one that is of now tells that they are still due.
  const mtime = isFat && keepsTime ? stat.mtimeMs / 1000 : Date.now() / 1000;
  if (!present) makeParents(path);
  if (!isSame)
    await createReplacement({
      destination: path,
      temporary: join(dirname(path), temporaryName(0)),
      content: { bytes, mtime, ...(isFat ? {} : { owner: stat }) },
      replaces: present !== undefined,
      verify: true,
    });
  if (!isFat) {
    // Labels of SELinux and ACLs, too, which Node cannot set.
    await runTool('cp', ['--attributes-only', '--preserve=all', '--', like, path]);
    if (!keepsTime) utimesSync(path, mtime, mtime);
    await fsyncPath(path);
  }
  return { state: 'done' };
}

/** Whether a file has owner, mode and time of another; in whole seconds, which is what every file system has. */
function hasAttributes(one: Stats, other: Stats): boolean {
  const second = ({ mtimeMs }: Stats) => Math.floor(mtimeMs / 1000);
  return (
    one.mode === other.mode && one.uid === other.uid && one.gid === other.gid && second(one) === second(other)
  );
}

function makeParents(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
}
