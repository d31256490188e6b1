import { unescapeField } from '@twinroot/lib-fstab';
import { decodeLink } from './spelling.ts';

/** The tags of libblkid and udev by which a device can be named. */
export type Tag = 'UUID' | 'PARTUUID' | 'LABEL' | 'PARTLABEL' | 'ID';

/** The tags, and the directories below /dev/disk with the links that say the same. */
export const linkDirectories: Readonly<Record<Tag, string>> = {
  UUID: 'by-uuid',
  PARTUUID: 'by-partuuid',
  LABEL: 'by-label',
  PARTLABEL: 'by-partlabel',
  ID: 'by-id',
};

const byDirectory: ReadonlyMap<string, Tag> = new Map([
  ['by-uuid', 'UUID'],
  ['by-partuuid', 'PARTUUID'],
  ['by-label', 'LABEL'],
  ['by-partlabel', 'PARTLABEL'],
  ['by-id', 'ID'],
]);

/** How a device is named: by a tag (`UUID=x`, or `/dev/disk/by-uuid/x`), by a path, or by a value that may have any tag. */
export type DeviceId =
  | {
      readonly kind: 'tag';
      readonly tag: Tag;
      /** The value without quotes and escapes. */
      readonly value: string;
      /** Whether it is written as a link below /dev/disk. */
      readonly link: boolean;
    }
  | { readonly kind: 'path'; readonly value: string }
  | { readonly kind: 'bare'; readonly value: string };

const tags = [...byDirectory.values()];

/** A tag that this text may be; null for any other word. */
export function tagOf(text: string): Tag | null {
  return tags.find((tag) => tag === text) ?? null;
}

/** The tag and the place of the value in a link below /dev/disk; null for any other path. */
export function linkOf(text: string): { readonly tag: Tag; readonly at: number } | null {
  const [prefix, directory = ''] = /^\/dev\/disk\/(by-[a-z]+)\/(?=.)/.exec(text) ?? [];
  const tag = byDirectory.get(directory);
  return tag === undefined || prefix === undefined ? null : { tag, at: prefix.length };
}

/** A device id from its text, quoted or not (`PARTUUID="x"`). Null for an unknown tag. The value may be empty. */
export function parseId(text: string): DeviceId | null {
  const [, word, written] = /^([A-Z]+)=(.*)$/s.exec(text) ?? [];
  if (word !== undefined && written !== undefined) {
    const tag = tagOf(word);
    return tag === null
      ? null
      : { kind: 'tag', tag, value: unescapeField(withoutQuotes(written)), link: false };
  }
  const link = linkOf(text);
  if (link)
    return { kind: 'tag', tag: link.tag, value: decodeLink(unescapeField(text.slice(link.at))), link: true };
  return { kind: text.startsWith('/') ? 'path' : 'bare', value: unescapeField(withoutQuotes(text)) };
}

/** Whether a text looks like the UUID of a file system, a partition or a LUKS volume, MBR's and FAT's short ones included. */
export function isUuid(text: string): boolean {
  // FAT's may be all letters.
  if (/^[0-9a-f]{4}-[0-9a-f]{4}$/i.test(text)) return true;
  return /^(?=.*\d)[0-9a-f]{4,}(?:-[0-9a-f]+)*$/i.test(text) && text.length >= 8;
}

export function withoutQuotes(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}
