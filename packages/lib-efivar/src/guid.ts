/** Vendor GUID of the variables that the UEFI specification itself defines. */
export const efiGlobalVariable = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
/** Vendor GUID of the Boot Loader Interface. */
export const loaderInterface = '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';

/** Vendor GUID of the crash dumps that Linux keeps in variables (include/linux/efi.h, LINUX_EFI_CRASH_GUID). */
export const linuxCrash = 'cfc8fc79-be2e-4ddc-97f0-9f98bfe298a0';

/**
 * The GUID in these 16 bytes, in lower case. EFI stores the first three groups with their last byte first, the other two
 * as they are written (UEFI 2.10, appendix A).
 *
 * @throws {RangeError} when there are not 16 bytes.
 */
export function formatGuid(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError(`a GUID has 16 bytes, not ${bytes.length}`);
  return order
    .map((group) => group.map((index) => (bytes[index] ?? 0).toString(16).padStart(2, '0')).join(''))
    .join('-');
}

/** The 16 bytes of a GUID that is written with its dashes, in either case; null for any other text. */
export function parseGuid(text: string): Uint8Array | null {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return null;
  const written = text.replaceAll('-', '').match(/../g) ?? [];
  const bytes = new Uint8Array(16);
  order.flat().forEach((index, at) => {
    bytes[index] = Number.parseInt(written[at] ?? '', 16);
  });
  return bytes;
}

/** Which byte stands where in the text. */
const order = [
  [3, 2, 1, 0],
  [5, 4],
  [7, 6],
  [8, 9],
  [10, 11, 12, 13, 14, 15],
] as const;
