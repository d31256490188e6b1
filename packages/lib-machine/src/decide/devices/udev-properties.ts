/** Properties of a device, by their names in udev. */
export type UdevProperties = ReadonlyMap<string, string>;

/** The properties in a record of udev's database, /run/udev/data/bMAJ:MIN: lines `E:KEY=VALUE`, beside lines of other kinds. */
export function propertiesInRecord(text: string): UdevProperties {
  return properties(text.split('\n').flatMap((line) => (line.startsWith('E:') ? [line.slice(2)] : [])));
}

/** The properties in a file that stands for a device of a captured machine, as lsblk(8) reads it: lines `KEY=VALUE`. */
export function propertiesInFile(text: string): UdevProperties {
  return properties(text.split('\n'));
}

function properties(lines: readonly string[]): UdevProperties {
  const found = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf('=');
    const value = line.slice(at + 1);
    // An empty value is as good as none, and of two the first counts.
    if (at > 0 && value !== '' && !found.has(line.slice(0, at))) found.set(line.slice(0, at), value);
  }
  return found;
}

/**
 * What udev encoded: bytes that are not plain are `\xNN` (udev_util_encode_string(3)). Null where they are no UTF-8, or control
 * characters: of those each program has its own way to show them.
 */
export function decodedProperty(value: string): string | null {
  if (!value.includes('\\x')) return value;
  const bytes = Buffer.from(value).toString('latin1');
  const decoded = bytes.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(decoded, 'latin1'));
    return hasControls(text) ? null : text;
  } catch {
    return null;
  }
}

function hasControls(text: string): boolean {
  for (const letter of text) if (letter < ' ' || letter === '\x7f') return true;
  return false;
}
