import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isType1Name } from '@twinroot/lib-bls';
import { createReplacement } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import { namesIn } from '@twinroot/lib-sysroot';
import { entriesDirectory, type GenerationEntry, parseGenerationEntry } from '../decide/entry-files.ts';
import { refindMenu } from '../decide/refind-menu.ts';
import { readRefindMenus } from '../gather/read-refind-menus.ts';

/**
 * Writes the menus of generations that rEFInd includes on an ESP, out of the entries that are there, each at once; one that says that already
 * is not written.
 *
 * @param esp where its root is reached and can be written
 * @param token the entry token of the machine
 * @param isGoing whether an entry is about to go
 * @returns what was written: paths below its root
 * @throws {DurableError} what was attempted, with the system's code
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function writeRefindMenus(
  esp: string,
  token: string,
  isGoing: (entry: GenerationEntry & { readonly name: string }) => boolean = () => false,
): Promise<readonly string[]> {
  const menus = readRefindMenus(esp);
  if (menus.size === 0) return [];
  const directory = join(esp, entriesDirectory(1));
  const entries = namesIn(directory).flatMap((name) => {
    const own = isType1Name(name) ? parseGenerationEntry(token, name) : null;
    if (own === null || isGoing({ ...own, name })) return [];
    const bytes = readFileSync(join(directory, name));
    return [{ id: own.id, isOlderKernel: own.kernel !== null, bytes }];
  });
  const bytes = Buffer.from(refindMenu(entries));
  const written: string[] = [];
  for (const [path, there] of menus) {
    const destination = join(esp, path);
    if (there?.equals(bytes)) continue;
    await createReplacement({
      destination,
      temporary: join(destination, '..', temporaryName(0)),
      content: { bytes, mtime: Math.floor(Date.now() / 1000) },
      replaces: there !== null,
      verify: true,
    });
    written.push(path);
  }
  return written;
}
