import { foldPath } from '@twinroot/lib-fat';
import { type FileNode, type Listing, parentsOf } from '@twinroot/lib-tree';

const heading =
  '# What esp-mirror found here and not on the source when it first wrote to this ESP, and keeps: files, and directories with all below them. --purge deletes it, and the list.\n';

/** The list as a text: a path a line, with a slash before it, and one behind it for all that is in a directory. */
export function keptListText(places: readonly string[]): Uint8Array {
  return Buffer.from(heading + places.map((place) => `/${place}\n`).join(''), 'utf8');
}

/** Whether a list has a path, itself or by a directory above it. Lines that are no paths are passed over. */
export function parseKeptList(bytes: Uint8Array): (path: string) => boolean {
  const lines = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
  const keys = new Set(lines.filter((line) => /^\/./.test(line)).map((line) => foldPath(line.slice(1))));
  return (path) => {
    const key = foldPath(path);
    return keys.has(key) || parentsOf(key).some((parent) => keys.has(`${parent}/`));
  };
}

/** Directories that any system uses. */
const common = new Set(['LOADER', 'LOADER/ENTRIES', 'EFI', 'EFI/BOOT', 'EFI/LINUX', 'EFI/SYSTEMD']);

/**
 * The fewest places that have these files of a mirror and no others, in the order of the files. A directory that the source
 * has, or that any system uses, is none: what comes into it later is not kept.
 */
export function placesOf(files: readonly FileNode[], mirror: Listing, source: Listing): readonly string[] {
  const wanted = new Set(files.map(({ key }) => key));
  const mixed = new Set(common);
  for (const [key, { kind }] of mirror.nodes)
    if (kind !== 'directory' && !wanted.has(key)) for (const parent of parentsOf(key)) mixed.add(parent);
  const places = files.map(({ path }) => {
    const whole = parentsOf(path).find((parent) => {
      const key = foldPath(parent);
      return !mixed.has(key) && !source.nodes.has(key);
    });
    return whole === undefined ? path : `${whole}/`;
  });
  return [...new Set(places)];
}
