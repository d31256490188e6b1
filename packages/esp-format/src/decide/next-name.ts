/**
 * The name that follows another one: the number at its end, in as many digits, or a 2 after a blank, and the next number for as long as a
 * name is taken. `EFI system partition` gives `EFI system partition 2`, `EFI01` gives `EFI02`.
 *
 * @param longest UTF-16 units that a name may have
 * @returns null where such a name is too long
 */
export function nextName(name: string, taken: ReadonlySet<string>, longest: number): string | null {
  // More digits are an id rather than a number.
  const [, beginning = name, digits = ''] = /^(.*\D|)(\d{1,9})$/s.exec(name) ?? [];
  const before = digits === '' ? `${beginning} ` : beginning;
  const first = digits === '' ? 2 : Number(digits) + 1;
  for (let number = first; ; number += 1) {
    const next = before + String(number).padStart(digits.length, '0');
    if (next.length > longest) return null;
    if (!taken.has(next)) return next;
  }
}

/** UTF-16 units in the name of a GPT partition (UEFI 2.10, table 5.6). */
export const longestPartitionName = 36;

/**
 * The FAT label that follows another one: null for none, for one that is too long, and for one that FAT has not in every code page (11
 * characters, capitals; Microsoft FAT specification, "Volume label").
 */
export function nextLabel(label: string | null, taken: ReadonlySet<string>): string | null {
  const next = label === null ? null : nextName(label.toUpperCase(), taken, 11);
  return next !== null && /^[A-Z0-9][A-Z0-9 _$%@~!(){}^#&'-]*$/.test(next) ? next : null;
}
