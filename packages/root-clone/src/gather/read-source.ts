import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed } from '@twinroot/lib-command';
import { runRsync } from '@twinroot/lib-rsync';
import { readImage } from '@twinroot/lib-uki';
import type { CloneContext } from '../clone-context.ts';
import type { SourceImage } from '../decide/plan-images.ts';
import { remoteShell, rsyncOperand, type Source, sourceText } from '../decide/source.ts';
import {
  bootDirectories,
  isImage,
  isMadeApart,
  isMadeIfNeeded,
  kindOf,
  type SourceText,
} from '../decide/source-texts.ts';
import { machineIdIn } from '../decide/template.ts';
import { textFilters } from '../decide/text-filters.ts';

/** What was read of a source. */
export interface SourceContent {
  readonly texts: readonly SourceText[];
  readonly images: readonly SourceImage[];
  /** Directories of boot partitions that are named after a machine (kernel-install(8)). */
  readonly machineDirectories: readonly string[];
}

/**
 * Reads the texts of a source that name ids. They are fetched by rsync, so that a root of another machine is read as one of
 * this, and nothing is written into either; and volume by volume, as they are copied: what is on a file system that does not
 * come along has no place in the clone. Each volume is fetched once.
 */
export interface SourceReader {
  /** The directory that stands for the root of the source: copies of its texts, with their owners, modes and labels. */
  readonly copies: string;
  /**
   * Fetches the texts of volumes.
   *
   * @param paths mount points of the volumes in the clone, parents first
   * @param imageVolumes those whose unified kernel images are read, too
   * @throws {CommandError} when they cannot be read
   */
  fetch(paths: readonly string[], imageVolumes?: readonly string[]): Promise<void>;
  /**
   * What was fetched by now.
   *
   * @throws {CommandError} when a text is a symlink: in another root it would lead out of it
   */
  content(): SourceContent;
  close(): void;
}

/** Begins to read a source; `close` takes away the copies. */
export function createSourceReader(context: CloneContext, source: Source): SourceReader {
  const copies = mkdtempSync(join(tmpdir(), 'root-clone-'));
  const fetched: string[] = [];
  const images: string[] = [];
  return {
    copies,
    fetch: async (paths, imageVolumes = []) => {
      fetched.push(...paths);
      images.push(...imageVolumes);
      const directories = bootDirectories(fetched);
      for (const path of paths)
        await fetchTexts(context, source, path, { directories, imageVolumes, copies });
    },
    content: () => contentOf(copies, bootDirectories(fetched), images, context.options.template),
    close: () => rmSync(copies, { recursive: true, force: true }),
  };
}

function contentOf(
  copies: string,
  directories: readonly string[],
  imageVolumes: readonly string[],
  isTemplate: boolean,
): SourceContent {
  const isRead = (path: string) =>
    (isTemplate && kindOf(path, directories) !== null) ||
    isMadeApart(path, directories) ||
    isImage(path, imageVolumes);
  const isOther = (path: string) => isMadeIfNeeded(kindOf(path, directories));
  const machineDirectories = directories.flatMap((path) => directoriesIn(copies, path));
  const files = filesBelow(copies, '', isRead, isOther);
  const texts = files.flatMap((path): SourceText[] => {
    const kind = kindOf(path, directories);
    return kind === null ? [] : [{ path, kind, text: readFileSync(join(copies, path), 'latin1') }];
  });
  const images = files
    .filter((path) => isImage(path, imageVolumes))
    .map((path): SourceImage => ({ path, ...readImage(join(copies, path)) }));
  return { texts, images, machineDirectories };
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

function filesBelow(
  root: string,
  directory: string,
  isRead: (path: string) => boolean,
  isOther: (path: string) => boolean,
): readonly string[] {
  return readdirSync(join(root, directory))
    .toSorted()
    .flatMap((name) => {
      const path = `${directory}/${name}`;
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) return filesBelow(root, path, isRead, isOther);
      // A link is copied as it is: what it leads to is a file of its own.
      if (isOther(path)) return stat.isFile() ? [path] : [];
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
