import { parseFstabLine, unescapeField } from '@twinroot/lib-fstab';
import type { ResumeOffset, SwapFile } from './step.ts';

/** The swap files that an fstab has, by their paths: a row of the type `swap` whose source is a file (swapon(8)). */
export function swapFilesOf(fstab: string): readonly string[] {
  const paths = fstab.split(/\r?\n/).flatMap((line) => {
    const entry = parseFstabLine(line);
    if (entry?.fstype?.text !== 'swap') return [];
    const source = unescapeField(entry.source.text);
    return source.startsWith('/') && !source.startsWith('/dev/') && !source.split('/').includes('..')
      ? [source]
      : [];
  });
  return [...new Set(paths)];
}

/**
 * The swap file that a text names by its offset (`resume_offset=`, Linux Documentation/power/swsusp-and-swap-files.rst); null when it
 * names none, or one of which nothing is known.
 */
export function resumeOf(text: string, files: readonly SwapFile[]): ResumeOffset | null {
  for (const { path, offset: old } of files)
    if (old !== null && offsetLines(text, (number) => number === old).length > 0) return { path, old };
  return null;
}

/** A text with another offset in the place of one; comments stay. */
export function withResumeOffset(text: string, old: number, fresh: number): string {
  return text
    .split('\n')
    .map((line) =>
      isComment(line)
        ? line
        : line.replace(offsets, (whole, key: string, digits: string) =>
            Number(digits) === old ? `${key}${fresh}` : whole,
          ),
    )
    .join('\n');
}

/** The lines where a text says an offset of a swap file that is not known: that is of the first disk's file. From 1. */
export function unknownOffsets(text: string, files: readonly SwapFile[]): readonly number[] {
  return offsetLines(text, (number) => !files.some(({ offset }) => offset === number));
}

/** What is to be done about an offset that stays. */
export const offsetRemark =
  "resume_offset= is that of the source's swap file: filefrag -v, or btrfs inspect-internal map-swapfile -r, tells the clone's";

const offsets = /\b(resume_offset=)(\d+)/g;

function offsetLines(text: string, isMeant: (offset: number) => boolean): readonly number[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      !isComment(line) && [...line.matchAll(offsets)].some(([, , digits]) => isMeant(Number(digits)))
        ? [index + 1]
        : [],
    );
}

function isComment(line: string): boolean {
  return /^\s*#/.test(line);
}

/**
 * The offset of a file on its device, in pages, from what filefrag(8) says with -v: where its first extent begins. Null where that is
 * no whole page, or it says otherwise.
 *
 * @param page size of a page, in bytes
 */
export function offsetOfFilefrag(text: string, page: number): number | null {
  const block = /blocks? of (\d+) bytes/.exec(text)?.[1];
  const first = /^\s*0:\s+0\.\.\s*\d+:\s+(\d+)\.\./m.exec(text)?.[1];
  const pages = block === undefined || first === undefined ? NaN : (Number(block) * Number(first)) / page;
  return Number.isSafeInteger(pages) && pages > 0 ? pages : null;
}
