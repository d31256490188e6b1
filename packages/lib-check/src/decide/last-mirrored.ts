import { registryPath } from '@twinroot/lib-registry';
import type { MemberFacts } from './facts/machine-facts.ts';
import { fileOfMember } from './member-tree.ts';

/** When a run last wrote the registry of a member, in seconds since 1970; null without one. */
export function lastMirroredOf(member: Pick<MemberFacts, 'files'>): number | null {
  return fileOfMember(member, registryPath)?.mtime ?? null;
}
