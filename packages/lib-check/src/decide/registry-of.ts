import { parseRegistry, type Registry, registryPath } from '@twinroot/lib-registry';
import type { MemberFacts } from './facts/machine-facts.ts';

/** The registry of a member: it, or why it has none, as a clause. */
export type RegistryOf = { readonly registry: Registry } | { readonly why: string };

/** What the registry on a member says. */
export function registryOf(member: MemberFacts): RegistryOf {
  const { registry: text, partuuid } = member;
  if (isNoFile(member, registryPath)) return { why: `${registryPath} is a directory, and no registry` };
  if (text === null) return { why: 'it has no registry yet' };
  const read = parseRegistry(Buffer.from(text, 'utf8'));
  if (read.kind === 'other version') return { why: `its registry is of version ${read.major}` };
  if (read.kind === 'damaged') return { why: `its registry is damaged: ${read.why}` };
  const isOwn = read.registry.members.some((member) => member.partuuid === partuuid);
  return isOwn ? { registry: read.registry } : { why: 'its registry does not name it: it was copied there' };
}

/** What makes a registry that does not count. A directory in its place nobody here takes away: somebody may have put it there. */
export function fixOfRegistry(member: Pick<MemberFacts, 'notFiles'>): string {
  return isNoFile(member, registryPath) ? 'guide: comes-up' : 'esp-which | esp-mirror';
}

/** Whether something else than a file is where one is expected, as a directory; on FAT there is nothing else. */
export function isNoFile({ notFiles }: Pick<MemberFacts, 'notFiles'>, path: string): boolean {
  return notFiles?.includes(path) ?? false;
}
