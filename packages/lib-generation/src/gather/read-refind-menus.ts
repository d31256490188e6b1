import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '@twinroot/lib-sysroot';
import { includesMenu, refindMenuName } from '../decide/refind-menu.ts';

/**
 * The menus of generations that rEFInd includes, on an ESP, each with what it has now; null: it is not there.
 *
 * @param esp where its root is reached
 * @returns by paths below that
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readRefindMenus(esp: string): ReadonlyMap<string, Buffer | null> {
  const menus = namesIn(join(esp, 'EFI')).flatMap((name): readonly (readonly [string, Buffer | null])[] => {
    const directory = join(esp, 'EFI', name);
    const text = readIfThere(join(directory, 'refind.conf'));
    if (text === null || !includesMenu(text.toString('latin1'))) return [];
    return [[`EFI/${name}/${refindMenuName}`, readIfThere(join(directory, refindMenuName))]];
  });
  return new Map(menus);
}

function readIfThere(path: string): Buffer | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : null;
}
