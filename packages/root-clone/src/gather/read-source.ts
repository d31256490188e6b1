import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, exitStatus } from '@twinroot/lib-command';
import { runRsync } from '@twinroot/lib-rsync';
import { readImage } from '@twinroot/lib-uki';
import type { CloneContext } from '../clone-context.ts';
import type { SourceImage } from '../decide/plan-images.ts';
import { remoteShell, rsyncOperand, type Source, sourceText } from '../decide/source.ts';
import {
  bootDirectories,
  isImage,
  isMadeApart,
  kindOf,
  type SourceText,
  textFilters,
} from '../decide/source-texts.ts';
import { machineIdIn } from '../decide/template.ts';

/** The texts of a source, and the files that they were read from: copies, with their owners, modes and labels. */
export interface ReadSource {
  readonly texts: readonly SourceText[];
  readonly images: readonly SourceImage[];
  /** Directories of boot partitions that are named after a machine (kernel-install(8)). */
  readonly machineDirectories: readonly string[];
  /** The directory that stands for the root of the source. */
  readonly copies: string;
  close(): void;
}

/**
 * Reads the texts of a source that name ids. They are fetched by rsync, so that a root of another machine is read as one of
 * this, and nothing is written into either; and volume by volume, as they are copied: what is on a file system that does not
 * come along has no place in the clone.
 *
 * @param paths mount points of the volumes in the clone, parents first
 * @param imageVolumes those whose unified kernel images are read, too
 * @throws {CommandError} when they cannot be read, or one is a symlink: in another root it would lead out of it
 */
export async function readSource(
  call: CloneContext,
  source: Source,
  paths: readonly string[],
  imageVolumes: readonly string[] = [],
): Promise<ReadSource> {
  const directories = bootDirectories(paths);
  const copies = mkdtempSync(join(tmpdir(), 'root-clone-'));
  const close = () => rmSync(copies, { recursive: true, force: true });
  try {
    for (const path of paths) await fetchTexts(call, source, path, { directories, imageVolumes, copies });
    const isRead = (path: string) =>
      call.options.template || isMadeApart(path, directories) || isImage(path, imageVolumes);
    const machineDirectories = directories.flatMap((path) => directoriesIn(copies, path));
    const files = filesBelow(copies, '', isRead);
    const texts = files.flatMap((path): SourceText[] => {
      const kind = kindOf(path, directories);
      return kind === null ? [] : [{ path, kind, text: readFileSync(join(copies, path), 'latin1') }];
    });
    const images = files
      .filter((path) => isImage(path, imageVolumes))
      .map((path): SourceImage => ({ path, ...readImage(join(copies, path)) }));
    return { texts, images, machineDirectories, copies, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function fetchTexts(
  { sysroot, signal }: CloneContext,
  source: Source,
  path: string,
  given: {
    readonly directories: readonly string[];
    readonly imageVolumes: readonly string[];
    readonly copies: string;
  },
): Promise<void> {
  const { directories, imageVolumes, copies } = given;
  // A directory that the source has not is nothing to read; to copy it is an error.
  const options = ['-aAXxR', '--numeric-ids', '--ignore-missing-args', '--protect-args'];
  const words = [...options, ...remoteShell(source), ...textFilters(directories, path, imageVolumes)];
  const fault = await runRsync({
    words: ['rsync', [...words, '--', `${rsyncOperand(source, '/', sysroot)}.${join(path, '/')}`, copies]],
    files: [],
    signal,
    onChange: () => undefined,
  });
  if (fault && !fault.isWhole) throw failed(`${sourceText(source, path)} cannot be read: ${fault.text}`);
}

function filesBelow(root: string, directory: string, isRead: (path: string) => boolean): readonly string[] {
  return readdirSync(join(root, directory))
    .toSorted()
    .flatMap((name) => {
      const path = `${directory}/${name}`;
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) return filesBelow(root, path, isRead);
      if (!isRead(path)) return [];
      if (!stat.isFile())
        throw failed(`${path} of the source is not a regular file: what it points to is not copied`);
      return [path];
    });
}

function directoriesIn(root: string, directory: string): readonly string[] {
  const whole = join(root, directory);
  if (!lstatSync(whole, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = readdirSync(whole).filter((name) => machineIdIn(name) !== null);
  return names.map((name) => join(directory, name));
}

function failed(text: string): CommandError {
  return new CommandError(exitStatus.failed, text);
}
