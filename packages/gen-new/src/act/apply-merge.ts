import { chmodSync, chownSync, lstatSync, mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { renameDurably } from '@twinroot/lib-durable';
import { errorCode } from '@twinroot/lib-failure';
import { runTool } from '@twinroot/lib-tool';
import { bytesPath, textPath } from '../decide/bytes-path.ts';
import type { EtcMerge, EtcStep } from '../decide/merge-etc.ts';
import { copyAttributes } from './copy-attributes.ts';

/**
 * Carries out a merge of /etc.
 *
 * @param here the running one
 * @param there the new one
 * @returns paths that were left alone, as a directory of the running one is something else in the new one
 * @throws {ToolError} with what cp(1) or setfattr(1) said
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

async function carryOut(step: EtcStep, here: string, there: string): Promise<void> {
  const to = bytesPath(there, step.path);
  if (step.operation === 'beside') await renameTo(to, bytesPath(there, step.to));
  else if (step.operation === 'remove') removeOne(to);
  else await take(bytesPath(here, step.path), to);
}

async function take(from: Buffer, to: Buffer): Promise<void> {
  const own = lstatSync(from, { throwIfNoEntry: false });
  if (own === undefined) return; // it has gone meanwhile
  const isDirectory = lstatSync(to, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!own.isDirectory()) {
    if (isDirectory) rmSync(to, { recursive: true });
    await runWith('cp', ['--archive', '--remove-destination', '--no-target-directory', '--'], from, to);
    return;
  }
  if (!isDirectory) {
    rmSync(to, { force: true });
    mkdirSync(to);
  }
  chownSync(to, own.uid, own.gid);
  chmodSync(to, own.mode & 0o7777);
  await copyAttributes(from, to);
}

async function renameTo(from: Buffer, to: Buffer): Promise<void> {
  const [text, target] = [textPath(from), textPath(to)];
  if (text !== null && target !== null) await renameDurably(text, target);
  else await runWith('mv', ['--no-target-directory', '--'], from, to);
}

/** Runs a program with two paths; those that are no UTF-8 get to it by xargs(1), as arguments here are text. */
async function runWith(program: string, args: readonly string[], from: Buffer, to: Buffer): Promise<void> {
  const [text, target] = [textPath(from), textPath(to)];
  const limit = { timeoutSeconds: 3600 };
  if (text !== null && target !== null) {
    await runTool(program, [...args, text, target], limit);
    return;
  }
  const end = Buffer.of(0);
  await runTool('xargs', ['-0', program, ...args], { ...limit, input: Buffer.concat([from, end, to, end]) });
}

function removeOne(path: Buffer): void {
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
  const parts = path.split('/').slice(0, -1);
  for (const [index] of parts.entries()) {
    const at = bytesPath(root, parts.slice(0, index + 1).join('/'));
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined && operation === 'take') mkdirSync(at);
    else if (stat !== undefined && !stat.isDirectory()) return false;
  }
  return true;
}
