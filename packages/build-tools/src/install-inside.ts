// Whether what is below DESTDIR stays there: an absolute link in it leads to another machine, which is this one.
import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where a directory of the machine is, or the nearest one above it that is there; null: a link that leads nowhere. */
function realDirectory(
  destdir: string,
  path: string,
): { readonly place: string; readonly real: string | null } {
  let parent = path;
  while (parent !== '/' && lstatSync(join(destdir, parent), { throwIfNoEntry: false }) === undefined)
    parent = dirname(parent);
  const place = join(destdir, parent);
  try {
    return { place, real: realpathSync(place) };
  } catch {
    return { place, real: null };
  }
}

/** What is wrong with the directories of these paths of the machine: lines of problems, none where all are below DESTDIR. */
export function leadingOut(destdir: string, paths: readonly string[]): readonly string[] {
  if (destdir === '/' || lstatSync(destdir, { throwIfNoEntry: false }) === undefined) return [];
  const root = realpathSync(destdir);
  const problems = [...new Set(paths.map((path) => dirname(path)))].flatMap((path) => {
    const { place, real } = realDirectory(destdir, path);
    if (real === root || real?.startsWith(`${root}/`)) return [];
    return [`${place} leads out of ${destdir}, to ${real ?? 'nowhere'}: do it in a chroot`];
  });
  return [...new Set(problems)].sort();
}
