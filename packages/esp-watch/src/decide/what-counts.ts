import { isProtected } from '@twinroot/lib-boot-tree';
import { isOwnName } from '@twinroot/lib-fat';
import { nameOf } from '@twinroot/lib-tree';
import type { WatchItem } from './watch-item.ts';

/**
 * Whether a change at a path (relative to the watched directory, '' for itself) counts for an item.
 *
 * On an ESP these do not: what esp-mirror and esp-join write half-way (`TWIN0000.TMP`), the registry `loader/esp-sync`,
 * which only says that mirrors are the same, and what each member has for itself: `loader/random-seed`, which changes at every
 * boot, firmware capsules. esp-mirror copies none of them. Names are compared as FAT does.
 */
export function whatCounts({
  kind,
  exclude,
}: Pick<WatchItem, 'kind' | 'exclude'>): (path: string) => boolean {
  if (kind === 'esp-set') return (path) => !isOwn(path);
  const patterns = exclude.flatMap((pattern) => toExpression(pattern) ?? []);
  return (path) => !patterns.some((pattern) => pattern.test(path));
}

function isOwn(path: string): boolean {
  return isProtected(path) || isOwnName(nameOf(path));
}

/**
 * A pattern of rsync(1), FILTER RULES, as an expression over paths; null for one with brackets or backslashes, and
 * one that is for files or directories only by what they are: a change too many does no harm, one too few does.
 */
function toExpression(pattern: string): RegExp | null {
  const text = pattern.replace(/(?<!\/)\/+$/, '');
  if (text === '' || /[[\]\\]/.test(text)) return null;
  const isAnchored = text.startsWith('/');
  // Without a slash inside, it is compared with the last name of a path.
  const words = text
    .replace(/^\//, '')
    .split(/(\*\*|\*|\?)/)
    .map((word) => wild[word] ?? word.replace(/[.+^${}()|]/g, '\\$&'))
    .join('');
  // What lies below an excluded directory is excluded. `dir/` is not a file of that name, which is rare: it may count.
  const end = pattern.endsWith('/') ? '/' : '(/|$)';
  return new RegExp(`${isAnchored ? '^' : '(^|/)'}${words}${end}`, 's');
}

const wild: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '?': '[^/]' };
