import { parseFstabLine, unescapeField } from '@twinroot/lib-fstab';

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

/** Where a text says at which offset a swap file is (`resume_offset=`): that is of the first disk's file. From 1. */
export function resumeOffsets(text: string): readonly number[] {
  return text
    .split('\n')
    .flatMap((line, index) => (/^\s*#/.test(line) || !/\bresume_offset=\d/.test(line) ? [] : [index + 1]));
}
