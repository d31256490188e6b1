import type { BlockDevice } from '@twinroot/lib-blockdev';
import { parseId } from '@twinroot/lib-idmap';
import { byteString } from '@twinroot/lib-lines';
import { escapeField } from '@twinroot/lib-record';

/** The tags of ids that lsblk lists. */
export const tags = ['UUID', 'PARTUUID', 'PARTLABEL', 'LABEL'] as const;
export type Tag = (typeof tags)[number];

/** What a device has for a tag. */
export function idOf(device: BlockDevice, tag: Tag): string | null {
  const { uuid, partuuid, partlabel, label } = device;
  return { UUID: uuid, PARTUUID: partuuid, PARTLABEL: partlabel, LABEL: label }[tag];
}

/** Whether two values of a tag are the same id: case does not count in UUIDs. */
export function isSameId(tag: Tag, one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false;
  const isUuid = tag === 'UUID' || tag === 'PARTUUID';
  return isUuid ? one.toLowerCase() === other.toLowerCase() : one === other;
}

/** The devices that have an id. */
export function holdersOf(devices: readonly BlockDevice[], tag: Tag, value: string): readonly BlockDevice[] {
  return devices.filter((device) => isSameId(tag, idOf(device, tag), value));
}

/**
 * Whether readers of a map get back what is written. They take quotes around a value for fstab's own, and so does libblkid
 * when one begins it (lib/blkid tag.c, blkid_parse_tag_string); what lsblk wrote was not UTF-8 where it has U+FFFD now.
 */
export function canBeMapped(tag: Tag, value: string): boolean {
  if (value === '' || /^["']|\ufffd/.test(value) || !value.isWellFormed()) return false;
  const id = parseId(byteString(escapeField(`${tag}=${value}`)));
  return id?.kind === 'tag' && id.tag === tag && id.value === byteString(value);
}
