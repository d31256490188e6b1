import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createReplacement } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import { buildImage, faultOfRebuilt } from '@twinroot/lib-uki';
import type { StepResult } from '../decide/step-result.ts';

/**
 * Puts a unified kernel image into its place: a copy, or, with a new command line, one that ukify builds from its parts.
 *
 * @param path where it is reached
 * @param from a copy of the source's
 * @param commandLine bytes, one character each; null: it is copied as it is
 * @throws {Error} when it cannot be built; what is in its place stays
 * @throws {DurableError} when it cannot be written
 */
export async function placeImage(
  path: string,
  from: string,
  commandLine: string | null,
  signal: AbortSignal,
): Promise<StepResult> {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present && !present.isFile()) throw new Error(`${path} is not a regular file`);
  const source = readFileSync(from);
  const old = present && readFileSync(path);
  if (old && (commandLine === null ? old.equals(source) : faultOfRebuilt(source, old, commandLine) === null))
    return { state: 'same' };
  if (commandLine === null) return replace(path, from, present !== undefined);
  return buildImage(source, commandLine, signal, (built) => replace(path, built, present !== undefined));
}

async function replace(path: string, from: string, replaces: boolean): Promise<StepResult> {
  const { size, mtimeMs } = lstatSync(from);
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  await createReplacement({
    destination: path,
    temporary: join(dirname(path), temporaryName(0)),
    content: { from, size, mtime: mtimeMs / 1000 },
    replaces,
    verify: true,
  });
  return { state: 'done' };
}
