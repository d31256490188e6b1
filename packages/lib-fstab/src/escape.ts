/** A field of fstab without its octal escapes, as getmntent(3) has them. */
export function unescapeField(field: string): string {
  if (!field.includes('\\')) return field;
  return field.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** A text as a field: what would end it, and the backslash, as octal escapes. */
export function escapeField(text: string): string {
  return text.replace(
    /[ \t\r\n\\]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}
