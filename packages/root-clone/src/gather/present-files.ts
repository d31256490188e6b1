import { join } from 'node:path';
import { namesIn } from '@twinroot/lib-sysroot';
import { isMadeApart, textDirectories } from '../decide/source-texts.ts';
import type { Volume } from '../decide/volumes.ts';

/** The texts that the clone has now, by their paths in it. */
export function presentTexts(sysroot: string, to: string, directories: readonly string[]): readonly string[] {
  return textDirectories(directories).flatMap((directory) =>
    namesIn(join(sysroot, to, directory))
      .map((name) => join(directory, name))
      .filter((path) => isMadeApart(path, directories)),
  );
}

/** The unified kernel images that the clone has now, by their paths in it. */
export function presentImages(sysroot: string, to: string, volumes: readonly Volume[]): readonly string[] {
  return volumes
    .filter(({ isBoot }) => isBoot)
    .map(({ path }) => join(path, 'EFI/Linux'))
    .flatMap((directory) =>
      namesIn(join(sysroot, to, directory))
        .filter((name) => /\.efi$/i.test(name))
        .map((name) => join(directory, name)),
    );
}
