import { chmodSync, chownSync, lstatSync, mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renameDurably } from '@twinroot/lib-durable';
import { errorCode } from '@twinroot/lib-failure';
import { runTool } from '@twinroot/lib-tool';
import { besideSuffix, type EtcMerge, type EtcStep } from '../decide/merge-etc.ts';

/**
 * Carries out a merge of /etc.
 *
 * @param here the running one
 * @param there the new one
 * @returns paths that were left alone, as a directory of the running one is something else in the new one
 * @throws {ToolError} with what cp(1) said
 * @throws {NodeJS.ErrnoException} EACCES, EIO, ENOSPC
 */
export async function applyMerge(
  { steps }: EtcMerge,
  here: string,
  there: string,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const step of steps) {
    // A symlink in the place of a directory would lead out of the new root.
    if (!hasPlace(there, step)) left.push(step.path);
    else await carryOut(step, here, there);
  }
  return left;
}

async function carryOut({ operation, path }: EtcStep, here: string, there: string): Promise<void> {
  const [from, to] = [join(here, path), join(there, path)];
  if (operation === 'beside') await renameDurably(to, `${to}${besideSuffix}`);
  else if (operation === 'remove') removeOne(to);
  else await take(from, to);
}

async function take(from: string, to: string): Promise<void> {
  const own = lstatSync(from, { throwIfNoEntry: false });
  if (own === undefined) return; // it has gone meanwhile
  const isDirectory = lstatSync(to, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!own.isDirectory()) {
    if (isDirectory) rmSync(to, { recursive: true });
    await runTool('cp', ['--archive', '--remove-destination', '--no-target-directory', '--', from, to]);
    return;
  }
  if (!isDirectory) {
    rmSync(to, { force: true });
    mkdirSync(to);
  }
  chownSync(to, own.uid, own.gid);
  chmodSync(to, own.mode & 0o7777);
}

function removeOne(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  try {
    if (!stat?.isDirectory()) {
      rmSync(path, { force: true });
      return;
    }
    rmdirSync(path);
  } catch (error) {
    // Something new is in it, which stays.
    if (errorCode(error) !== 'ENOTEMPTY') throw error;
  }
}

/** Whether the directory of a path is one, reached without a symlink; what was removed there is made again for what is new here. */
function hasPlace(root: string, { operation, path }: EtcStep): boolean {
  const parent = dirname(path);
  if (parent === '.') return true;
  const parts = parent.split('/');
  for (const [index] of parts.entries()) {
    const at = join(root, ...parts.slice(0, index + 1));
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined && operation === 'take') mkdirSync(at);
    else if (stat !== undefined && !stat.isDirectory()) return false;
  }
  return true;
}
