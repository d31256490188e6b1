import { canDelete, literalPattern } from '@twinroot/lib-rsync';

/** A boot entry of the other disk, as far as a copy to it goes. */
export interface KeptEntry {
  /** Below the root of the transfer, with a slash before it: what patterns are anchored at; null for an entry that is elsewhere. */
  readonly path: string | null;
  /** The file for people. */
  readonly name: string;
  /** What it needs and the source does not have, by paths as above. */
  readonly needs: readonly string[];
}

/** Options of rsync, and what they are for. */
export interface KeepRules {
  readonly options: readonly string[];
  /** The entries that need what is kept. */
  readonly entries: readonly string[];
  /** What is kept. */
  readonly files: readonly string[];
}

/**
 * The options that keep what entries need, where the entries themselves stay: those that the copy does not reach, or that
 * an exclusion keeps out of it. What rsync would delete with its entry, it deletes (rsync(1), FILTER RULES: `P` protects from
 * deletion).
 *
 * @param opts the options of the copy
 */
export function keepRules(opts: readonly string[], entries: readonly KeptEntry[]): KeepRules {
  const staying = canDelete(opts)
    ? entries.filter(({ path, needs }) => needs.length > 0 && (path === null || mayStay(opts, path)))
    : [];
  const files = [...new Set(staying.flatMap(({ needs }) => needs))];
  return {
    options: files.map((path) => `--filter=P ${literalPattern(path)}`),
    entries: staying.map(({ name }) => name),
    files,
  };
}

/** Whether a path may be excluded. In doubt it is: then a file is kept that could go, and goes with the next run. */
function mayStay(opts: readonly string[], path: string): boolean {
  if (opts.some((opt) => /^(--(filter|exclude-from|include-from|cvs-exclude)|-(?!-)\w*[fFC])/.test(opt)))
    return true;
  const names = path.split('/').slice(1);
  const above = names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
  const patterns = opts.flatMap((opt) => /^--exclude=(?:- )?(.+)$/s.exec(opt)?.[1] ?? []);
  return patterns.map(patternOf).some((pattern) => above.some((each) => pattern.test(each)));
}

/** What a pattern of rsync matches, or more than that: each wildcard stands for anything. */
function patternOf(pattern: string): RegExp {
  const bare = pattern.replace(/\/\**$/, '');
  const parts = bare.replace(/^\//, '').split(/[*?]+|\[[^\]]*\]|\\/);
  const text = parts.map((part) => part.replace(/[\\^$.|+(){}[\]]/g, '\\$&')).join('.*');
  return new RegExp(`${bare.startsWith('/') ? '^' : ''}/${text}$`, 's');
}
