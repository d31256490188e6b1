import { withoutCounter } from '@twinroot/lib-bls';
import { foldPath } from '@twinroot/lib-fat';
import { directoryOf, type FileNode, filesOf, joinPath, type Listing, nameOf } from '@twinroot/lib-tree';
import { entryTypeOf } from './entry-path.ts';

const suffix = '.EXTRA.D';

/** Add-ons, credentials, system and configuration extensions; a stub passes over everything else. */
function isRead(path: string): boolean {
  return /\.(ADDON\.EFI|CRED|RAW)$/.test(foldPath(path));
}

/** The folded path of the image beside which a file is an add-on, without its boot counter as a rule; null for other files. */
export function addonImage(path: string): string | null {
  const key = foldPath(path);
  if (!key.startsWith('EFI/LINUX/')) return null;
  const [, image] = /^(EFI\/LINUX\/[^/]+)\.EXTRA\.D\/[^/]+$/.exec(key) ?? [];
  return image !== undefined && isRead(key) ? image : null;
}

/**
 * What the stub of a unified kernel image reads beside it, by the folded path of the image: the files in `IMAGE.efi.extra.d/`,
 * with the boot counter of the image in the name of the directory or without it.
 *
 * Source: systemd-stub(7), "Companion Files"; systemd src/boot/stub.c (get_extra_dir).
 */
export function addonsOf(listing: Listing): ReadonlyMap<string, readonly FileNode[]> {
  const byDirectory = new Map<string, FileNode[]>();
  const images: FileNode[] = [];
  for (const file of filesOf(listing)) {
    if (entryTypeOf(file.key) === 2) images.push(file);
    if (!file.key.includes(`${suffix}/`)) continue;
    const directory = directoryOf(file.key);
    if (!directory.endsWith(suffix) || !isRead(file.key)) continue;
    byDirectory.set(directory, [...(byDirectory.get(directory) ?? []), file]);
  }
  if (byDirectory.size === 0) return new Map();
  return new Map(
    images.map(({ path, key }) => {
      const plain = joinPath(directoryOf(path), withoutCounter(nameOf(path)));
      const directories = new Set([path, plain].map((each) => foldPath(each) + suffix));
      return [key, [...directories].flatMap((each) => byDirectory.get(each) ?? [])] as const;
    }),
  );
}
