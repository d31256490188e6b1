/** The name of a link below /dev/disk/by-*, as the id that it stands for (udev: `\x20`). */
export function decodeLink(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * An id as the name of a link below /dev/disk/by-*. What is not in udev's list is written `\xHH`; bytes of UTF-8 are.
 * Source: systemd src/shared/device-nodes.c (encode_devnode_name, allow_listed_char_for_devnode).
 */
export function encodeLink(value: string): string {
  return value.replace(
    /[^0-9A-Za-z#+\-.:=@_\x80-\xff]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
