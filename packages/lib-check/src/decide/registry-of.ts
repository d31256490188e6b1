import { parseRegistry, type Registry } from '@twinroot/lib-registry';
import type { MemberFacts } from './facts/machine-facts.ts';

/** The registry of a member: it, or why it has none, as a clause. */
export type RegistryOf = { readonly registry: Registry } | { readonly why: string };

/** What the registry on a member says. */
export function registryOf({ registry: text, partuuid }: MemberFacts): RegistryOf {
  if (text === null) return { why: 'it has no registry yet' };
  const read = parseRegistry(Buffer.from(text, 'utf8'));
  if (read.kind === 'other version') return { why: `its registry is of version ${read.major}` };
  if (read.kind === 'damaged') return { why: `its registry is damaged: ${read.why}` };
  const isOwn = read.registry.members.some((member) => member.partuuid === partuuid);
  return isOwn ? { registry: read.registry } : { why: 'its registry does not name it: it was copied there' };
}
