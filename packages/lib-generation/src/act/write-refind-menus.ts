import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isType1Name } from '@twinroot/lib-bls';
import { createReplacement } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import { namesIn } from '@twinroot/lib-sysroot';
import { entriesDirectory, parseGenerationEntry } from '../decide/entry-files.ts';
import { includesMenu, refindMenu, refindMenuName } from '../decide/refind-menu.ts';

/**
 * The menus of generations that rEFInd includes, on an ESP: paths below its root.
 *
 * @param esp where its root is reached
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function refindMenusOn(esp: string): readonly string[] {
  return namesIn(join(esp, 'EFI')).flatMap((name) => {
    const directory = `EFI/${name}`;
    const text = readIfThere(join(esp, directory, 'refind.conf'));
    return text !== null && includesMenu(text.toString('latin1')) ? [`${directory}/${refindMenuName}`] : [];
  });
}

/**
 * Writes the menus of generations that rEFInd includes on an ESP, out of the entries that are there, each at once; one that says that already
 * is not written.
 *
 * @param esp where its root is reached and can be written
 * @param token the entry token of the machine
 * @param without ids of generations whose entries are about to go
 * @returns what was written: paths below its root
 * @throws {DurableError} what was attempted, with the system's code
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function writeRefindMenus(
  esp: string,
  token: string,
  without: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const menus = refindMenusOn(esp);
  if (menus.length === 0) return [];
  const directory = join(esp, entriesDirectory(1));
  const entries = namesIn(directory).flatMap((name) => {
    const own = isType1Name(name) ? parseGenerationEntry(token, name) : null;
    return own === null || without.has(own.id) ? [] : [readFileSync(join(directory, name))];
  });
  const bytes = Buffer.from(refindMenu(entries));
  const written: string[] = [];
  for (const path of menus) {
    const destination = join(esp, path);
    const there = readIfThere(destination);
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

function readIfThere(path: string): Buffer | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : null;
}
