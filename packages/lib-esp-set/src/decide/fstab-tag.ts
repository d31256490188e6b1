/** What a source of fstab(5) is looked up by: a tag as lsblk has it, or an empty one for a device node. */
export interface FstabTag {
  readonly tag: string;
  readonly value: string;
}

/** Directories of udev's links, whose names say the same as tags (systemd rules.d/60-persistent-storage.rules). */
const links: Readonly<Record<string, string>> = {
  'by-partuuid': 'PARTUUID',
  'by-uuid': 'UUID',
  'by-label': 'LABEL',
  'by-partlabel': 'PARTLABEL',
};

/**
 * The tag of a source. A link of udev counts as the tag that it stands for, also when its device is gone. In names of links udev
 * writes `\x20` for what is odd in a path.
 */
export function fstabTag(source: string): FstabTag {
  const [, tag, value = ''] = /^([A-Z]+)=(.*)$/s.exec(source) ?? [];
  if (tag !== undefined) return { tag, value };
  const [, directory = '', name = ''] = /^\/dev\/disk\/([^/]+)\/([^/]+)$/.exec(source) ?? [];
  const linked = links[directory];
  if (linked === undefined) return { tag: '', value: source };
  const byte = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
  return { tag: linked, value: name.replace(/\\x([0-9a-f]{2})/g, byte) };
}
