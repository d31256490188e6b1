/**
 * A path as a pattern of rsync that matches it alone. A backslash escapes only where there is a wildcard, and is itself elsewhere
 * (rsync(1), PATTERN MATCHING RULES).
 */
export function literalPattern(path: string): string {
  return /[*?[]/.test(path) ? path.replace(/[*?[\\]/g, '\\$&') : path;
}
