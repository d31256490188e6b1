import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, exitStatus } from '@twinroot/lib-command';
import { runRsync } from '@twinroot/lib-rsync';
import type { Call } from './call.ts';
import { remoteShell, rsyncOperand, type Source, sourceText } from './source.ts';
import { bootDirectories, kindOf, type SourceText, textFilters } from './texts.ts';

/** The texts of a source, and the files that they were read from: copies, with their owners, modes and labels. */
export interface ReadSource {
  readonly texts: readonly SourceText[];
  /** The directory that stands for the root of the source. */
  readonly copies: string;
  close(): void;
}

/**
 * Reads the texts of a source that name ids. They are fetched by rsync, so that a root of another machine is read as one of
 * this, and nothing is written into either.
 *
 * @throws {CommandError} when they cannot be read, or one is a symlink: in another root it would lead out of it
 */
export async function readSource(
  call: Call,
  source: Source,
  further: readonly string[],
): Promise<ReadSource> {
  const directories = bootDirectories(further);
  const copies = mkdtempSync(join(tmpdir(), 'root-clone-'));
  const close = () => rmSync(copies, { recursive: true, force: true });
  try {
    const from = rsyncOperand(source, '/', call.sysroot);
    const options = ['-aX', '--numeric-ids', '--protect-args', ...remoteShell(source)];
    const fault = await runRsync({
      words: ['rsync', [...options, ...textFilters(directories), '--', from, `${copies}/`]],
      files: [],
      signal: call.signal,
      onChange: () => undefined,
    });
    if (fault && !fault.isWhole) throw failed(`${sourceText(source)} cannot be read: ${fault.text}`);
    const texts = filesBelow(copies, '').flatMap((path): SourceText[] => {
      const kind = kindOf(path, directories);
      return kind === null ? [] : [{ path, kind, text: readFileSync(join(copies, path), 'latin1') }];
    });
    return { texts, copies, close };
  } catch (error) {
    close();
    throw error;
  }
}

function filesBelow(root: string, directory: string): readonly string[] {
  return readdirSync(join(root, directory))
    .toSorted()
    .flatMap((name) => {
      const path = `${directory}/${name}`;
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) return filesBelow(root, path);
      if (!stat.isFile()) throw failed(`${path} of the source is no file: what it leads to is not copied`);
      return [path];
    });
}

function failed(text: string): CommandError {
  return new CommandError(exitStatus.failed, text);
}
