import { type Refusal, refused } from '@twinroot/lib-failure';

/** Where a set's partitions are usually mounted. */
export const defaultPatterns: readonly string[] = [
  '/efi[0-9]*',
  '/efi.[0-9]*',
  '/efi.mirror/*',
  '/boot@[a-z]',
  '/boot/efi[0-9.]*',
];

/** What a glob matches, or why it is none. */
export type Glob = { readonly kind: 'glob'; readonly regexp: RegExp } | Refusal;

/**
 * What a glob for absolute paths matches: `*`, `?` and `[…]` as in a shell, none of which matches a slash; `\` takes a
 * meaning away. A bracket that nothing closes and a `\` with nothing behind it, which a shell takes for themselves, are refused:
 * they are slips, and such a glob matches nothing that its author meant.
 */
export function compileGlob(glob: string): Glob {
  if (!glob.startsWith('/')) return refused('it matches no absolute path');
  const trimmed = glob.replace(/(?<=[^/])\/+$|(?<=^\/)\/+$/, '');
  const [wrong] = [...trimmed.matchAll(tokens)].filter(({ groups = {} }) => groups['open'] !== undefined);
  if (wrong)
    return refused(wrong[0] === '[' ? 'nothing closes a [' : `nothing is behind its last ${wrong[0]}`);
  try {
    return { kind: 'glob', regexp: new RegExp(`^${translate(trimmed)}$`, 'su') };
  } catch (error) {
    if (error instanceof SyntaxError) return refused('it has a range that runs backwards');
    throw error;
  }
}

/** Each token of a glob: an escape, a set, a wildcard, what is left open, a character. */
const tokens =
  /\\(?<escaped>.)|\[(?<not>[!^]?)(?<set>\][^\]]*|[^\]]+)\]|(?<wild>[*?])|(?<open>[\\[])|(?<plain>.)/gsu;

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
