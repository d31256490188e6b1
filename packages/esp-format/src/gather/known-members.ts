import { readSourceRegistry } from '@twinroot/lib-esp-set';
import type { Machine } from '@twinroot/lib-machine';
import type { BootedSet } from './booted-set.ts';

/** The members of the set, as far as something says so. */
export interface KnownMembers {
  /** PARTUUIDs, those of what was booted among them. */
  readonly partuuids: ReadonlySet<string>;
  readonly warnings: readonly string[];
}

/**
 * The members that the registries of what was booted name, and those of the set. Each kind has a registry of its own, and whoever is cut
 * may have written one of them.
 *
 * @throws {ToolError} ABORT
 */
export async function readKnownMembers(
  machine: Machine,
  { members, booted }: BootedSet,
  signal: AbortSignal,
): Promise<KnownMembers> {
  const partuuids = new Set(members.map(({ partuuid }) => partuuid));
  const warnings: string[] = [];
  for (const { kind, device } of booted) {
    const partition = { kind, device, evidence: null, member_by: null };
    const found = await readSourceRegistry(machine, [partition], signal);
    if (found.kind === 'unusable') warnings.push(`${found.why}: it is not known who is a member, ignoring`);
    if (found.kind !== 'registry' || !found.isOwn) continue;
    for (const { partuuid } of found.registry.members) partuuids.add(partuuid);
  }
  return { partuuids, warnings };
}
