/**
 * What is searched of a file: its text, one character for each byte, or that of UTF-16, one for each unit, in which the EFI shell
 * and editors of firmware write scripts (UEFI Shell Specification 2.2, 3.1: a mark of the byte order at the beginning). Null for
 * what is no text: a NUL is in none.
 *
 * @param bytes one character each
 */
export function searchedText(bytes: string): string | null {
  if (bytes.startsWith('\xff\xfe')) return Buffer.from(bytes.slice(2), 'latin1').toString('utf16le');
  return bytes.slice(0, 4096).includes('\0') ? null : bytes;
}
