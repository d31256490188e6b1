import { unescapeField } from '@twinroot/lib-fstab';
import type { IdMap, Renamed } from './id-map.ts';
import { dashed, inForm, isPhysicalVolumeId } from './id-spellings.ts';
import type { IdPair } from './map-text.ts';

/** A logical volume by the names that people give: of its group, and of itself. */
export interface VolumeName {
  readonly group: string;
  readonly volume: string;
}

/**
 * What comes in the place of a logical volume's name (`GROUP/VOLUME`, as `rd.lvm.lv=` has it): that of the device which the map
 * has for `/dev/GROUP/VOLUME` or `/dev/mapper/GROUP-VOLUME`. Null where it has none, or one that is no logical volume.
 */
export function renamedVolume({ device }: Pick<IdMap, 'device'>, name: string): Renamed | null {
  const [, group, volume] = /^([^/]+)\/([^/]+)$/.exec(name) ?? [];
  if (group === undefined || volume === undefined) return null;
  for (const path of [`/dev/${name}`, mapperPath({ group, volume })]) {
    const found = device(path);
    const fresh = found && volumeOfPath(unescapeField(found.text));
    if (found && fresh)
      return { pair: found.pair, start: 0, end: name.length, text: `${fresh.group}/${fresh.volume}` };
  }
  return null;
}

/** What comes in the place of a volume group's name: the group that all of its volumes have in the map; null for several or none. */
export function renamedGroup({ pairs }: Pick<IdMap, 'pairs'>, name: string): Renamed | null {
  const found = pairs.flatMap((pair) => {
    const [old, fresh] = [volumeOfPair(pair, 'old', name), volumeOfPair(pair, 'new')];
    return old && fresh ? [{ pair, group: fresh.group }] : [];
  });
  const [first] = found;
  if (first === undefined || found.some(({ group }) => group !== first.group)) return null;
  return { pair: first.pair, start: 0, end: name.length, text: first.group };
}

/**
 * Whether a volume group is the old disk's as far as the map tells: it has volumes of that group, or physical volumes, whose
 * groups nobody could list, and the group is not one of the new disk.
 */
export function isOldGroup({ pairs }: Pick<IdMap, 'pairs'>, name: string): boolean {
  if (pairs.some((pair) => volumeOfPair(pair, 'old', name))) return true;
  if (pairs.some((pair) => volumeOfPair(pair, 'new', name))) return false;
  return pairs.some(({ old }) => isPhysicalVolumeId(old.value));
}

/** What comes in the place of the UUID of an md array, in the form that it has there (four words with colons, as mdadm has it). */
export function renamedArray({ value }: Pick<IdMap, 'value'>, text: string): Renamed | null {
  const uuid = dashed(text);
  const found = uuid === null ? null : value('UUID', uuid);
  if (found === null) return null;
  const form = text.includes(':') ? 'colons' : text.includes('-') ? 'plain' : 'undashed';
  const fresh = inForm(found.text, form);
  return fresh === null ? null : { pair: found.pair, start: 0, end: text.length, text: fresh };
}

/**
 * What comes in the place of a part of a LUKS volume's UUID: the whole of the new one, where the part is of one old UUID only.
 * dracut takes `rd.luks.uuid=` for a part of the UUID (modules.d/90crypt/parse-crypt.sh: `ENV{ID_FS_UUID}=="*X*"`).
 */
export function renamedPart({ pairs, value }: Pick<IdMap, 'pairs' | 'value'>, text: string): Renamed | null {
  const part = text.toLowerCase();
  if (!/^[0-9a-f-]{6,35}$/.test(part)) return null;
  const whole = new Set(
    pairs.filter(isUuidPair).flatMap(({ old }) => {
      const uuid = old.value.toLowerCase();
      return uuid.length === 36 && uuid.includes(part) ? [uuid] : [];
    }),
  );
  const [only, ...more] = whole;
  if (only === undefined || more.length > 0) return null;
  const found = value('UUID', only);
  return found && { ...found, end: text.length };
}

function isUuidPair({ old }: IdPair): boolean {
  return old.kind === 'bare' || (old.kind === 'tag' && old.tag === 'UUID');
}

function volumeOfPair(pair: IdPair, side: 'old' | 'new', group?: string): VolumeName | null {
  const id = pair[side];
  const name = id.kind === 'path' ? volumeOfPath(id.value) : null;
  return name && (group === undefined || name.group === group) ? name : null;
}

/**
 * The names of the logical volume that a path is of: `/dev/GROUP/VOLUME`, or `/dev/mapper/GROUP-VOLUME`, where dashes within are
 * doubled (lvm2, dm_build_dm_name). Null for other paths, of which some (`/dev/mapper/luks-x`) look the same.
 */
function volumeOfPath(path: string): VolumeName | null {
  const [, dashedGroup, dashedVolume] = /^\/dev\/mapper\/((?:[^-/]|--)+)-((?:[^-/]|--)+)$/.exec(path) ?? [];
  if (dashedGroup !== undefined && dashedVolume !== undefined)
    return { group: dashedGroup.replaceAll('--', '-'), volume: dashedVolume.replaceAll('--', '-') };
  const [, group, volume] =
    /^\/dev\/(?!mapper\/|disk\/|md\/|block\/|input\/)([^/]+)\/([^/]+)$/.exec(path) ?? [];
  return group === undefined || volume === undefined ? null : { group, volume };
}

function mapperPath({ group, volume }: VolumeName): string {
  return `/dev/mapper/${group.replaceAll('-', '--')}-${volume.replaceAll('-', '--')}`;
}
