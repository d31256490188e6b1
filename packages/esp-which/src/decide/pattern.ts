/** Where a set's partitions are usually mounted. */
export const defaultPatterns: readonly string[] = [
  '/efi[0-9]*',
  '/efi.[0-9]*',
  '/efi.mirror/*',
  '/boot@[a-z]',
  '/boot/efi[0-9.]*',
];

/**
 * What a glob for absolute paths matches: `*`, `?` and `[…]` as in a shell, none of which matches a slash; `\` takes a
 * meaning away. Null when it can match nothing: it does not begin with a slash, or has a range that runs backwards.
 */
export function compileGlob(glob: string): RegExp | null {
  if (!glob.startsWith('/')) return null;
  try {
    return new RegExp(`^${translate(glob.replace(/(?<=.)\/+$/, ''))}$`, 'su');
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Each token of a glob: an escape, a set, a wildcard, a character. A bracket that nothing closes is itself. */
const tokens = /\\(?<escaped>.)|\[(?<not>[!^]?)(?<set>\]?[^\]]*)\]|(?<wild>[*?])|(?<plain>.)/gsu;

function translate(glob: string): string {
  return [...glob.matchAll(tokens)]
    .map(({ groups = {} }) => {
      const { escaped, not, set, wild, plain } = groups;
      if (wild !== undefined) return wild === '*' ? '[^/]*' : '[^/]';
      if (set !== undefined) return `(?!/)[${not ? '^' : ''}${set.replace(/[\\[\]^]/g, '\\$&')}]`;
      return (escaped ?? plain ?? '').replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
    })
    .join('');
}
