/** Whether rsync with these options deletes what only the destination has (rsync(1), --delete). */
export function canDelete(opts: readonly string[]): boolean {
  return opts.some((opt) => /^--del(ete(-(before|during|delay|after|excluded))?)?$/.test(opt));
}

/** Whether these options have a limit for deletions already. */
export function hasOwnLimit(opts: readonly string[]): boolean {
  return opts.some((opt) => opt.startsWith('--max-delete='));
}

/**
 * Whether rsync with these options keeps whatever has its name on both sides. Rules for one side only, and options that change
 * where a name belongs, make it delete such things, too (rsync(1), FILTER RULES, --delete-excluded, --prune-empty-dirs).
 */
export function keepsCommonNames(opts: readonly string[]): boolean {
  return !opts.some(
    (opt) =>
      /^--(delete-excluded|filter(?!=- )|prune-empty-dirs|relative|files-from|cvs-exclude|iconv)/.test(opt) ||
      /^-(?!-)[a-zA-Z0-9]*[fFCmR]/.test(opt),
  );
}

/**
 * The paths, below what is copied, that these options leave alone on both sides: those of exclusions that name one path. With
 * a slash at its end, it is left alone where it is a directory.
 *
 * A rule that includes something may come before an exclusion and take it back; then none is certain.
 *
 * @param name of the directory that is copied, when it is copied itself: patterns are anchored beside it; null when its
 *   content is
 */
export function pathsApart(opts: readonly string[], name: string | null): readonly string[] {
  const isTakenBack = opts.some((opt) => /^--(include|exclude-from|exclude=[+!])/.test(opt));
  if (isTakenBack) return [];
  const top = name === null ? '/' : `/${name}/`;
  return opts.flatMap((opt) => {
    const [, pattern] = /^--exclude=(\/[^*?[\\]+)$/s.exec(opt) ?? [];
    return pattern?.startsWith(top) && pattern.length > top.length ? [pattern.slice(top.length)] : [];
  });
}

/** Whether these options leave out more than the paths of pathsApart(): what a pattern matches, only rsync knows. */
export function hasPatterns(opts: readonly string[], name: string | null): boolean {
  const rules = opts.filter((opt) => /^--(exclude|include|filter)/.test(opt));
  return rules.length !== pathsApart(opts, name).length;
}

/** The options that keep a run to so many deletions; null: to any number. */
export function limitOptions(most: number | null): readonly string[] {
  return most === null ? [] : [`--max-delete=${most}`];
}
