/**
 * A text as one line that a terminal shows as it is: control characters, and those that change the direction of
 * writing, are written as systemd's cescape writes them. Disk labels and file names are chosen by others.
 */
export function oneLine(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return named.get(character) ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
  });
}

// C0, DEL and C1; U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069 (Bidi_Control); line separators; lone surrogates
const unprintable = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;
const named = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
