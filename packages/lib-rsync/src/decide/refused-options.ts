/** What would make a mirror something else, or keep what rsync reports from who reads it. */
const refused: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /^--(dry-run|list-only|version|help)$|^-[a-zA-Z0-9]*[nV]/,
    'nothing would ever be copied: use tree-mirror --dry-run for a preview',
  ],
  [/^--remove-(source|sent)-files$/, 'the source would be deleted'],
  [/^--relative$|^-[a-zA-Z0-9]*R/, 'the source would be copied to another place below its destination'],
  [
    /^--(daemon|server|sender|rsh|rsync-path|remote-option|write-batch|read-batch|only-write-batch)\b/,
    'it has no use here',
  ],
  [/^-[eM]/, 'it has no use here'],
  [/^--quiet$|^-[a-zA-Z0-9]*q/, 'tree-mirror reads the output of rsync: use tree-mirror --quiet'],
  [/^--files-from\b/, 'it changes the source: name the directories in sync'],
];

/**
 * Why an option of rsync(1) must not be among those of a copy, as a clause; null when it may.
 *
 * @param option one argument, a value joined to it; letters may be clustered (`-avn`)
 */
export function whyNotOption(option: string): string | null {
  return refused.find(([pattern]) => pattern.test(option))?.[1] ?? null;
}
