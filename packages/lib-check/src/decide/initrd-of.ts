import { foldPath } from '@twinroot/lib-fat';
import type { InitrdFacts, MemberFacts } from './facts/machine-facts.ts';
import type { MemberCase } from './member-case.ts';

/** What the initrds of the entry that is booted bring, all together; null: it has none but empty ones, or which one is not known. */
export function initrdOf({
  chosen,
  facts,
  menu,
}: Pick<MemberCase, 'chosen' | 'facts' | 'menu'>): InitrdFacts | null {
  if (chosen === null) return menu.length === 0 ? known(facts.ownInitrd) : null;
  const named = chosen.entry.names.filter(
    ({ as, path }) => (as === 'initrd' && !isEmpty(chosen.member, path)) || as === 'uki',
  );
  const wanted = new Set(named.map(({ path }) => foldPath(path)));
  const found = [...chosen.member.initrds]
    .filter(([path]) => wanted.has(foldPath(path)))
    .map(([, facts]) => facts);
  if (found.length === 0)
    return named.some(({ as }) => as === 'initrd') ? { unread: 'was not looked into', has: [] } : null;
  return known({
    unread: found.find(({ unread }) => unread !== null)?.unread ?? null,
    has: [...new Set(found.flatMap(({ has }) => has))],
    // Of one that was not looked into for modules nothing is known.
    ...(found.some(({ modules }) => modules === undefined)
      ? {}
      : { modules: [...new Set(found.flatMap(({ modules = [] }) => modules))] }),
  });
}

/** Whether an initrd has nothing in it: the kernel boots as without it. */
function isEmpty({ files }: MemberFacts, path: string): boolean {
  const key = foldPath(path);
  return [...files].some(([name, { size }]) => size === 0 && foldPath(name) === key);
}

/** Programs that make initrds, and systemd: of what somebody made by hand nobody here knows what it does. */
const makers = ['systemd', 'initramfs-tools', 'dracut', 'mkinitcpio'];

function known(initrd: InitrdFacts | null): InitrdFacts | null {
  if (initrd === null || initrd.unread !== null || initrd.has.some((feature) => makers.includes(feature)))
    return initrd;
  return { ...initrd, unread: 'was made by none of initramfs-tools, dracut and mkinitcpio' };
}
