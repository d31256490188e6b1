import { type Refusal, refused } from '@twinroot/lib-failure';
import { compileNameGlob, slipIn } from '@twinroot/lib-glob';

/** Where a set's partitions are usually mounted. */
export const defaultPatterns: readonly string[] = [
  '/efi[0-9]*',
  '/efi.[0-9]*',
  '/efi.mirror/*',
  '/boot@[a-z]',
  '/boot/efi[0-9.]*',
];

/** What a glob matches, or why it is none. */
export type Glob = { readonly kind: 'glob'; readonly matches: (path: string) => boolean } | Refusal;

/**
 * What a glob for absolute paths matches: `*`, `?` and `[…]` as in a shell, none of which matches a slash; `\` takes a
 * meaning away. What is most likely a slip is refused: such a glob matches nothing that its author meant.
 */
export function compileGlob(glob: string): Glob {
  if (!glob.startsWith('/')) return refused('it matches no absolute path');
  const trimmed = glob.replace(/(?<=[^/])\/+$|(?<=^\/)\/+$/, '');
  const parts = trimmed.split('/');
  for (const part of parts) {
    const slip = slipIn(part);
    if (slip !== null) return refused(slip);
  }
  const rules = parts.map(compileNameGlob);
  const matches = (path: string) => {
    const names = path.split('/');
    return names.length === rules.length && rules.every((isIt, index) => isIt(names[index] ?? ''));
  };
  return { kind: 'glob', matches };
}
