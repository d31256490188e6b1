import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createReplacement, openScratch } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { faultOfRebuilt } from '../decide/rebuilt.ts';
import { sectionIn, unameOf } from '../decide/sections.ts';
import { carriedSections, ukifyArguments } from '../decide/ukify.ts';

/** Prefix of the directories in which images are built. */
export const imageScratch = 'twinroot-uki-';

/** A large initrd on a slow machine. */
const buildSeconds = 600;

/**
 * Builds an image again from its parts, with another command line, by ukify(1), 254 or newer. What it made is compared with the
 * parts before it is used.
 *
 * @param source the image as it is
 * @param commandLine bytes, one character each
 * @param use gets the path of the new image, which is gone afterwards
 * @throws {Error} when ukify is missing, or what it built is not the same image with that command line
 * @throws {ToolError} when ukify fails, ABORT
 */
export async function buildImage<T>(
  source: Buffer,
  commandLine: string,
  signal: AbortSignal,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const scratch = await openScratch(imageScratch, signal);
  try {
    return await use(await build(source, commandLine, scratch.path, signal));
  } finally {
    await scratch.close();
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
    throw new Error('ukify is not installed to rebuild it: install systemd-ukify', {
      cause: error,
    });
  }
  const fault = faultOfRebuilt(source, readFileSync(output), commandLine);
  if (fault !== null) throw new Error(`the image built by ukify is not used: ${fault}`);
  return output;
}
