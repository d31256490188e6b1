/** What need not be escaped in the name of a unit (systemd, src/basic/unit-name.c, VALID_CHARS without the dash and the backslash). */
const plainCharacter = /[0-9A-Za-z:_.]/;

/** A path as systemd writes it in the name of a unit: `/dev/disk/by-uuid/x` is `dev-disk-by\x2duuid-x` (systemd-escape -p). */
export function escapeUnitPath(path: string): string {
  return escapeUnitText(path.replace(/^\/+|\/+$/g, '').replace(/\/{2,}/g, '/'));
}

/** Any text as the instance or the prefix of a unit's name: `luks-x` is `luks\x2dx` (systemd-escape). Bytes, one character each. */
export function escapeUnitText(text: string): string {
  return [...text]
    .map((character, index) => {
      if (character === '/') return '-';
      if (plainCharacter.test(character) && !(character === '.' && index === 0)) return character;
      return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    })
    .join('');
}

/** What stands escaped in the name of a unit, slashes included. Null where the escapes are none. */
export function unescapeUnitText(text: string): string | null {
  if (/\\(?!x[0-9a-f]{2})/i.test(text)) return null;
  return text
    .replaceAll('-', '/')
    .replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
