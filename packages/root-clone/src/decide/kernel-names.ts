import { type IdPair, kernelNamesIn } from '@twinroot/lib-idmap';
import { readableText } from '@twinroot/lib-lines';
import type { SourceText } from './source-texts.ts';

/**
 * Where texts of the clone name one of its devices as the kernel does, each a sentence: the second disk is the first one when
 * that is gone, and so /dev/sdb2 is /dev/sda2. Of a map that somebody wrote, such a name is meant.
 */
export function kernelNamesWritten(
  pairs: readonly IdPair[],
  texts: readonly SourceText[],
): readonly string[] {
  const names = kernelNamesIn(pairs.filter(({ isOffered }) => isOffered));
  return texts.flatMap(({ path, text }) =>
    names
      .filter((name) => text.split(/[^\w/.-]+/).includes(name))
      .map(
        (name) =>
          `${path} of the clone: ${readableText(name)} may be another partition at the next boot: disk-map --by-uuid makes a map without such names`,
      ),
  );
}
