import { type BlockDevice, deviceOfPath } from '@twinroot/lib-blockdev';
import { isKernelName } from '@twinroot/lib-idmap';
import type { MappedId } from '@twinroot/lib-record';
import { canBeMapped, holdersOf, idOf, isSameId, tags } from './ids.ts';
import type { Layouts } from './layout.ts';
import { lvNameOf } from './lv-name.ts';
import { pairLinks } from './pair-links.ts';
import { type DevicePair, nodesOf } from './pairing.ts';

/** Records of the map, and what is to be reported of ids that are not in it. */
export interface IdRows {
  readonly rows: readonly MappedId[];
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** All devices of the two disks, paired or not: an id that several of one disk have names none of them. */
export interface Scope {
  readonly old: readonly BlockDevice[];
  readonly new: readonly BlockDevice[];
}

/**
 * The ids of a pair of devices that differ: those with tags, device nodes, links.
 *
 * @param byUuid whether `UUID=` stands for new nodes that the kernel names in the order in which it finds disks
 */
export function idRows(layouts: Layouts, scope: Scope, pair: DevicePair, byUuid = false): IdRows {
  const tagged = taggedIds(scope, pair);
  const nodes = nodesOfPair(layouts, pair).map(
    ([old, node]) => [old, (byUuid ? uuidOfNode(scope, pair.new, node) : null) ?? node] as const,
  );
  const links = pairLinks(linksTo(layouts.old, pair.old), linksTo(layouts.new, pair.new));
  const rows = [...tagged.ids, ...nodes, ...links.pairs]
    .filter(([old, fresh]) => old !== fresh)
    .map(([old, fresh]) => ({
      old,
      new: fresh,
      old_device: pair.old.path,
      new_device: pair.new.path,
      parttype: pair.old.parttype,
    }));
  return {
    rows,
    faults: tagged.faults,
    notes: [...tagged.notes, ...links.left.map((link) => `${link} has no partner at ${pair.new.path}`)],
  };
}

type Ids = readonly (readonly [old: string, fresh: string])[];

function taggedIds(
  scope: Scope,
  pair: DevicePair,
): { readonly ids: Ids; readonly faults: string[]; readonly notes: string[] } {
  const ids: (readonly [string, string])[] = [];
  const faults: string[] = [];
  const notes: string[] = [];
  for (const tag of tags) {
    const [old, fresh] = [idOf(pair.old, tag), idOf(pair.new, tag)];
    if (old === null || isSameId(tag, old, fresh)) continue;
    if (fresh === null) {
      notes.push(`${pair.new.path} has no ${tag}, but ${pair.old.path} has '${old}'`);
      continue;
    }
    const wrong = [old, fresh].find((value) => !canBeMapped(tag, value));
    const several = [holdersOf(scope.old, tag, old), holdersOf(scope.new, tag, fresh)].find(
      (holders) => holders.length > 1,
    );
    if (wrong !== undefined) {
      const paths = `${pair.old.path} and ${pair.new.path}`;
      faults.push(`the ${tag} of ${paths} is left out: a map cannot hold '${wrong}'`);
    } else if (several) {
      const value = holdersOf(several, tag, old).length > 1 ? old : fresh;
      faults.push(`${tag} '${value}' is left out because several devices have it: ${nodesOf(several)}`);
    } else ids.push([`${tag}=${old}`, `${tag}=${fresh}`]);
  }
  return { ids, faults, notes };
}

/** The nodes that devices are known by. */
function nodesOfPair(layouts: Layouts, { old, new: fresh }: DevicePair): Ids {
  // Named after its LUKS volume by systemd and dracut, it follows the volume's UUID wherever a map is applied.
  const volumes = old.parents.map((path) => deviceOfPath(layouts.old.devices, path)?.uuid);
  if (old.type === 'crypt' && volumes.some((uuid) => old.name === `luks-${uuid}`)) return [];
  const [one, other] = [lvNameOf(old), lvNameOf(fresh)];
  const inGroups: Ids = one && other ? [[`/dev/${one.vg}/${one.lv}`, `/dev/${other.vg}/${other.lv}`]] : [];
  return [[old.path, fresh.path], ...inGroups];
}

/** The UUID by which a new node is found whatever its name; null where the name is as good, or the UUID is not its own. */
function uuidOfNode(scope: Scope, fresh: BlockDevice, node: string): string | null {
  const uuid = idOf(fresh, 'UUID');
  if (uuid === null || !isKernelName(node) || !canBeMapped('UUID', uuid)) return null;
  return holdersOf(scope.new, 'UUID', uuid).length > 1 ? null : `UUID=${uuid}`;
}

function linksTo({ links }: Layouts['old'], { path }: BlockDevice): readonly string[] {
  return links.filter(({ device }) => device === path).map((link) => link.path);
}
