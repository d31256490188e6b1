import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnName } from '@twinroot/lib-fat';
import { type EntryOwner, entriesDirectory, readGenerationFiles } from '@twinroot/lib-generation';
import { namesIn } from '@twinroot/lib-sysroot';
import type { EspFiles } from '../decide/giving-way.ts';

/**
 * Reads what entries on an ESP name, of whatever system, and how large its kernels and initrds of generations are.
 *
 * @param esp where its root is reached
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readEspFiles(esp: string, owner: EntryOwner): Pick<EspFiles, 'entries' | 'payloads'> {
  const { entries, payloads } = readGenerationFiles(esp, owner);
  const left = ([1, 2] as const).flatMap((type) =>
    namesIn(join(esp, entriesDirectory(type)))
      .filter(isOwnName)
      .map((name) => `${entriesDirectory(type)}/${name}`),
  );
  const sizes = [...payloads, ...left].flatMap((path) => {
    const found = lstatSync(join(esp, path), { throwIfNoEntry: false });
    return found?.isFile() ? [[path, found.size] as const] : [];
  });
  return { entries, payloads: new Map(sizes) };
}
