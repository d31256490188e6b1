import { type BootTree, type CountedFile, isLoaderProgram } from '@twinroot/lib-boot-tree';
import { type FoundFile, isSameState, type ManifestFile } from '@twinroot/lib-registry';

/**
 * Files that a mirror has lost, as they were recorded: an entry that is there names them, or the firmware starts them, and the source has
 * what was recorded. Nobody takes a kernel away and leaves its entry, so that is damage, and nobody's work. Whoever removes a kernel on
 * purpose removes its entry, too. So it is with an entry that is not complete on the source: it was held back, and is in no mirror.
 *
 * @param recorded the manifest of the mirror
 * @param wanted files of the source that count
 * @param incomplete paths of entries that are not complete on the source, as a manifest has them
 */
export function lostFiles(
  { menu, listing }: BootTree,
  recorded: readonly ManifestFile[],
  wanted: readonly FoundFile[],
  incomplete: ReadonlySet<string>,
): readonly CountedFile[] {
  const named = new Set(menu.flatMap(({ names }) => names.map(({ key }) => key)));
  const ofSource = new Map(wanted.map((file) => [file.path, file]));
  return recorded
    .filter(
      (line) =>
        !listing.nodes.has(line.path) &&
        (named.has(line.path) || isLoaderProgram(line.path) || incomplete.has(line.path)) &&
        isSameState(ofSource.get(line.path) ?? null, line),
    )
    .map((line) => ({ ...line, node: { kind: 'file', key: line.path, bytes: null, ...line } }));
}
