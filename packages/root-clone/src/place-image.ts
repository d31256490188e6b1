import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createReplacement } from '@twinroot/lib-durable';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { temporaryName } from '@twinroot/lib-tree';
import type { Done } from './done.ts';
import { carriedSections, faultOfRebuilt, sectionIn, ukifyArguments, unameOf } from './uki-image.ts';

/** A large initrd on a slow machine. */
const buildSeconds = 600;

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
): Promise<Done> {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present && !present.isFile()) throw new Error(`${path} is not a regular file`);
  const source = readFileSync(from);
  const old = present && readFileSync(path);
  if (old && (commandLine === null ? old.equals(source) : faultOfRebuilt(source, old, commandLine) === null))
    return { state: 'same' };
  if (commandLine === null) return replace(path, from, present !== undefined);
  const scratch = mkdtempSync(join(tmpdir(), 'root-clone-uki-'));
  try {
    const built = await build(source, commandLine, scratch, signal);
    return await replace(path, built, present !== undefined);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function build(
  source: Buffer,
  commandLine: string,
  scratch: string,
  signal: AbortSignal,
): Promise<string> {
  const output = join(scratch, 'image.efi');
  const file = (section: string) => join(scratch, section.slice(1));
  const put = (section: string, bytes: Buffer) =>
    createReplacement({
      destination: file(section),
      temporary: join(scratch, temporaryName(0)),
      content: { bytes, mtime: 0 },
      replaces: false,
      verify: false,
    });
  const has: string[] = [];
  for (const section of carriedSections) {
    const bytes = sectionIn(source, section);
    if (bytes === null) continue;
    await put(section, bytes);
    has.push(section);
  }
  await put('.cmdline', Buffer.from(commandLine, 'latin1'));
  try {
    const words = ukifyArguments(has, file, unameOf(source), output);
    await runTool('ukify', words, { signal, timeoutSeconds: buildSeconds });
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'ENOENT') throw error;
    throw new Error('it names an old id, but ukify is not installed to rebuild it: install systemd-ukify', {
      cause: error,
    });
  }
  const fault = faultOfRebuilt(source, readFileSync(output), commandLine);
  if (fault !== null) throw new Error(`the image built by ukify is not used: ${fault}`);
  return output;
}

async function replace(path: string, from: string, replaces: boolean): Promise<Done> {
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
