import type { Partuuid } from '@twinroot/lib-blockdev';
import type { Registry, RegistryMember, RegistryText } from '@twinroot/lib-registry';

/** What was found of the registry of the source. */
export type SourceRegistry =
  | {
      readonly kind: 'registry';
      readonly registry: Registry;
      /** The source, as messages name it. */
      readonly name: string;
      /** It names the source: otherwise it is another set's, or of a copied disk. */
      readonly isOwn: boolean;
    }
  /** There is none, or it cannot have one. */
  | { readonly kind: 'none'; readonly why: string }
  /** There is one that cannot be used, or it cannot be found out; a clause that says why. */
  | { readonly kind: 'unusable'; readonly why: string };

/** Who is in the set, and who left it, as far as a registry says so. */
export interface Listed {
  readonly members: readonly RegistryMember[];
  /** Partitions that left, each with what tells when: `generation 42`. */
  readonly left: ReadonlyMap<Partuuid, string>;
}

/** Where nothing says who is in the set. */
export const nothingListed: Listed = { members: [], left: new Map() };

/** What the registry of a source says, as it was read there. */
export function sourceRegistryOf(text: RegistryText | null, name: string, source: Partuuid): SourceRegistry {
  const place = `the registry loader/esp-sync of ${name}`;
  if (text === null) return { kind: 'none', why: `${name} has no registry loader/esp-sync` };
  switch (text.kind) {
    case 'registry': {
      const { registry } = text;
      return { kind: 'registry', registry, name, isOwn: namesMember(registry, source) };
    }
    case 'other version':
      return { kind: 'unusable', why: `${place} has format ${text.major}, which this version does not know` };
    case 'damaged':
      return {
        kind: 'unusable',
        why: text.code === undefined ? `${place} is damaged (${text.why})` : `${place}: ${text.why}`,
      };
  }
}

function namesMember({ members }: Registry, partuuid: Partuuid): boolean {
  return members.some((member) => member.partuuid === partuuid);
}

/** The members that a registry names, and a warning where it does not count. */
export function listedBy(found: SourceRegistry): {
  readonly listed: Listed;
  readonly warning: string | null;
} {
  if (found.kind === 'none') return { listed: nothingListed, warning: null };
  const others = 'members are found by patterns, fstab and operands alone';
  if (found.kind === 'unusable') return { listed: nothingListed, warning: `${found.why}: ${others}` };
  if (!found.isOwn) return { listed: nothingListed, warning: `${whyNotOwn(found.name)}: ${others}` };
  const { registry } = found;
  const numbers = new Map([registry.generation, ...registry.parents].map(({ id, number }) => [id, number]));
  const left = registry.gone
    .filter(({ partuuid }) => !namesMember(registry, partuuid))
    .map(
      ({ partuuid, generation }) =>
        [partuuid, `generation ${numbers.get(generation) ?? generation}`] as const,
    );
  return { listed: { members: registry.members, left: new Map(left) }, warning: null };
}

/** Why a registry that does not name the source does not count. */
export function whyNotOwn(name: string): string {
  return `the registry loader/esp-sync of ${name} does not name this partition: it is of another set, or was copied here`;
}
