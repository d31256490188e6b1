import { foldPath } from '@twinroot/lib-fat';
import type { InitrdFacts } from './facts/machine-facts.ts';
import type { MemberCase } from './member-case.ts';

/** What the initrds of the entry that is booted bring, all together; null: it has none, or which one is not known. */
export function initrdOf({
  chosen,
  facts,
  menu,
}: Pick<MemberCase, 'chosen' | 'facts' | 'menu'>): InitrdFacts | null {
  if (chosen === null) return menu.length === 0 ? facts.ownInitrd : null;
  const named = chosen.entry.names.filter(({ as }) => as === 'initrd' || as === 'uki');
  const wanted = new Set(named.map(({ path }) => foldPath(path)));
  const found = [...chosen.member.initrds]
    .filter(([path]) => wanted.has(foldPath(path)))
    .map(([, facts]) => facts);
  if (found.length === 0)
    return named.some(({ as }) => as === 'initrd') ? { unread: 'was not looked into', has: [] } : null;
  return {
    unread: found.find(({ unread }) => unread !== null)?.unread ?? null,
    has: [...new Set(found.flatMap(({ has }) => has))],
  };
}
