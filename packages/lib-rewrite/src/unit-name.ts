import {
  encodeLink,
  escapeUnitPath,
  escapeUnitText,
  type IdMap,
  linkDirectories,
  parseId,
  unescapeUnitText,
} from '@twinroot/lib-idmap';

/** What a unit is called: what its name begins with, its instance, and its type with what may follow it (`.service.d`). */
const namePattern =
  /^([^@/]+?)(?:@([^/]*))?(\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope)(?:\.(?:d|wants|requires|upholds))?)$/;

/** A name of a unit with other ids, and what stood in it for them. */
export interface RenamedUnit {
  readonly name: string;
  readonly pair: IdMap['pairs'][number];
}

/**
 * The name of a unit for another disk, of a drop-in's directory or of a link to one: `dev-disk-by\x2duuid-OLD.swap`,
 * `systemd-cryptsetup@luks\x2dOLD.service`. Null when it names no old id, or has no new one. A .swap unit has to be named after
 * its What= (systemd.swap(5)), so whoever rewrites one renames it, too.
 */
export function renamedUnit(name: string, ids: IdMap): string | null {
  return unitFor(name, ids)?.name ?? null;
}

/** The same, with the pair of the map that says so. */
export function unitFor(name: string, ids: IdMap): RenamedUnit | null {
  const [, prefix, instance, type] = namePattern.exec(name) ?? [];
  if (prefix === undefined || type === undefined) return null;
  if (instance === undefined) {
    const renamed = renamedPath(prefix, ids);
    return renamed && { name: renamed.name + type, pair: renamed.pair };
  }
  const renamed = renamedPath(instance, ids) ?? renamedVolumeName(instance, ids);
  return renamed && { name: `${prefix}@${renamed.name}${type}`, pair: renamed.pair };
}

/** Names of units have no tags: there, and wherever only a path may stand, a device is a link below /dev/disk. */
export function withLinks(ids: IdMap): IdMap {
  return {
    ...ids,
    device: (text) => {
      const renamed = ids.device(text);
      if (renamed === null || !text.startsWith('/') || renamed.start > 0) return renamed;
      const id = renamed.text.startsWith('/') ? null : parseId(renamed.text);
      if (id?.kind !== 'tag') return renamed;
      return { ...renamed, text: `/dev/disk/${linkDirectories[id.tag]}/${encodeLink(id.value)}` };
    },
  };
}

function renamedPath(escaped: string, ids: IdMap): RenamedUnit | null {
  const plain = unescapeUnitText(escaped);
  if (plain === null || !plain.startsWith('dev/')) return null;
  const path = `/${plain}`;
  const renamed = withLinks(ids).device(path);
  if (renamed === null) return null;
  const fresh = path.slice(0, renamed.start) + renamed.text;
  return fresh.startsWith('/') ? { name: escapeUnitPath(fresh), pair: renamed.pair } : null;
}

/** An instance that is the name of a LUKS volume, after its UUID (systemd-cryptsetup@.service(8)). */
function renamedVolumeName(escaped: string, ids: IdMap): RenamedUnit | null {
  const plain = unescapeUnitText(escaped);
  const renamed = plain?.startsWith('luks-') ? ids.value('UUID', plain.slice(5)) : null;
  return renamed ? { name: escapeUnitText(`luks-${renamed.text}`), pair: renamed.pair } : null;
}
