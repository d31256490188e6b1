const units: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/**
 * A size in bytes, from a number and a unit as sfdisk(8) takes them: `512M`, `1GiB`; null for anything else. The unit is not optional:
 * a number alone is sectors to sfdisk, and bytes to others.
 */
export function parseSize(text: string): number | null {
  const [, digits = '', unit = ''] = /^(\d{1,9})([KMGT])(?:iB)?$/.exec(text) ?? [];
  const bytes = Number(digits) * (units[unit] ?? 0);
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : null;
}
