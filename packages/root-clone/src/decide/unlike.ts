import { join } from 'node:path/posix';
import type { Source } from './source.ts';
import type { SourceText } from './source-texts.ts';
import type { SwapFile } from './step.ts';
import type { Subvolume } from './subvolumes.ts';
import { offsetRemark, unknownOffsets } from './swap-files.ts';

/** What of the source a clone may not get as it is. */
export interface UnlikeInput {
  readonly subvolumes: readonly Subvolume[];
  readonly swapFiles: readonly SwapFile[];
  /** What is the default subvolume of the source's root file system; null where it has none. */
  readonly defaultSubvolume: 'root' | 'top' | 'other' | null;
}

/** In what the clone will not be as its source is, each a sentence. */
export function unlike(
  { subvolumes, swapFiles, defaultSubvolume }: UnlikeInput,
  source: Source,
  texts: readonly SourceText[],
): readonly string[] {
  const snapshots = subvolumes.filter(({ isReadOnly }) => isReadOnly);
  const [first] = snapshots;
  const more = snapshots.length > 1 ? ` and ${snapshots.length - 1} more` : '';
  return [
    ...(first
      ? [`${join(source.root, first.path)}${more}: snapshots that are read-only are not copied`]
      : []),
    ...(defaultSubvolume === 'other'
      ? [
          `the default subvolume of ${source.root} is another one than its root: that of the clone stays as it is`,
        ]
      : []),
    ...(swapFiles.length === 0
      ? []
      : texts.flatMap(({ path, text }) =>
          unknownOffsets(text, swapFiles).map(
            (line) => `${path} of the clone, line ${line}: ${offsetRemark}`,
          ),
        )),
  ];
}
