import { existsSync, lstatSync, mkdtempSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createReplacement } from '@twinroot/lib-durable';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { temporaryName } from '@twinroot/lib-fat';
import { type BootFiles, openGenerationRoot } from '@twinroot/lib-generation';
import { isOwnDirectory, realPathBelow } from '@twinroot/lib-sysroot';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { hasParts, newImageArguments, readUki } from '@twinroot/lib-uki';
import { type ImageParts, type ImageTexts, textOfImage } from '../decide/image-parts.ts';
import type { BuiltImage } from '../decide/publication.ts';
import { readUkiConf } from '../gather/read-kernel-install.ts';

/** What a unified kernel image is built of, and where. */
export interface ImageBuild {
  readonly sysroot: string;
  /** Device node of the btrfs. */
  readonly device: string;
  /** Where its top can be read. */
  readonly top: string;
  /** Root of the generation, below the top. */
  readonly subvolume: string;
  readonly files: BootFiles;
  readonly parts: ImageParts;
  readonly signal: AbortSignal;
}

/** A unified kernel image that was built. */
export interface BuiltIn extends BuiltImage {
  readonly kind: 'built';
}

/** A large initrd on a slow machine, and keys that somebody is asked for. */
const buildSeconds = 600;

const output = 'image.efi';

/**
 * Builds the unified kernel image of a generation by ukify(1): its own, in its root, so that what its configuration names is its own; or that of
 * the machine. What it made is compared with what it was made of before it is used.
 *
 * @param scratch a directory for what is thrown away: the image is in one of its own there
 * @returns why there is none, where it is ukify or its configuration
 * @throws {ToolError} ABORT, TIMEOUT, SIGNAL; what mount(8) said
 */
export async function buildImage(
  build: ImageBuild,
  texts: ImageTexts,
  scratch: string,
): Promise<BuiltIn | Refusal> {
  const directory = mkdtempSync(join(scratch, 'image-'));
  await put(directory, 'cmdline', Buffer.from(texts.commandLine, 'latin1'));
  await put(directory, 'os-release', Buffer.from(texts.osRelease));
  const image = join(directory, output);
  const why = (await runUkify(build, directory)) ?? faultOf(image, build.parts, texts);
  if (why !== null) return refused(why);
  const { size, mtimeMs } = lstatSync(image);
  return { kind: 'built', from: join(basename(directory), output), size, mtime: mtimeMs / 1000 };
}

function put(directory: string, name: string, bytes: Buffer) {
  return createReplacement({
    destination: join(directory, name),
    temporary: join(directory, temporaryName(0)),
    content: { bytes, mtime: 0 },
    replaces: false,
    verify: false,
  });
}

/** Where a system has ukify: since 255 it is for users, before that it was not. */
const places = ['/usr/bin/ukify', '/usr/lib/systemd/ukify'];

const install = 'install systemd-ukify';

/** @returns why it was not run; null: it was */
async function runUkify(build: ImageBuild, directory: string): Promise<string | null> {
  const { sysroot, device, top, subvolume, files, signal } = build;
  const root = join(top, subvolume);
  const own = places.find((path) => realPathBelow(root, path).exists);
  const config = readUkiConf(root)?.path ?? null;
  const options = { signal, timeoutSeconds: buildSeconds };
  const words = (at: string, scratch: string) =>
    newImageArguments({
      linux: `${at}/${files.kernel}`,
      initrds: files.initrds.map((path) => `${at}/${path}`),
      cmdline: `${scratch}/cmdline`,
      osRelease: `${scratch}/os-release`,
      release: files.release,
      config,
      output: `${scratch}/${output}`,
    });
  if (own === undefined) {
    if (config !== null)
      return `it has a ${config} and no ukify, and that of the machine would look for its keys in another root: ${install} in it`;
    return whyFailed('ukify of the machine', runTool('ukify', words(root, directory), options));
  }
  if (!isOwnDirectory(root, 'tmp')) return 'it has no directory tmp, which its ukify needs';
  const chroot = await openGenerationRoot(
    {
      sysroot,
      device,
      top,
      subvolume,
      command: 'gen-switch',
      isReadOnly: true,
      tmp: directory,
      below: [],
      inRun: [],
    },
    signal,
  );
  try {
    return await whyFailed('its ukify', chroot.run(own, words('', '/tmp'), options));
  } finally {
    await chroot.close();
  }
}

/** Why ukify has built nothing, with the last line that it wrote: what is before that is how it got there. */
async function whyFailed(whose: string, run: Promise<string>): Promise<string | null> {
  try {
    await run;
    return null;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.code === 'ENOENT')
      return `it boots a unified kernel image (layout=uki), and neither it nor the machine has ukify to build it: ${install} in it`;
    if (error.code !== 'EXIT') throw error;
    return `${whose} failed with status ${error.status}: ${error.stderr.split('\n').at(-1) ?? ''}`;
  }
}

/** Why an image that was built is not what was wanted; null: it is. */
function faultOf(image: string, parts: ImageParts, texts: ImageTexts): string | null {
  if (!existsSync(image)) return 'ukify has built no image, and ended as if it had';
  const { isWhole, osRelease, commandLine, release } = readUki(image);
  const why = 'the image that ukify has built is not used';
  if (!isWhole) return `${why}: it is not whole`;
  if (textOfImage({ osRelease, commandLine, release }) !== textOfImage(texts))
    return `${why}: it says something else than it was told`;
  return hasParts(image, parts) ? null : `${why}: it has another kernel or initrd`;
}
