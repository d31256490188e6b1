declare const brand: unique symbol;

/** PARTUUID in lower case: `0e3a8f0c-1c2d-…` of a GPT partition, `04012e69-01` of an MBR one. */
export type Partuuid = string & { readonly [brand]: 'PARTUUID' };

/** UUID of a file system, as its superblock has it: FAT's is `6B7E-A837`. */
export type FsUuid = string & { readonly [brand]: 'UUID' };

const gpt = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mbr = /^[0-9a-f]{8}-[0-9a-f]{2}$/;

/** The text as a PARTUUID, whatever its case; null when it has neither form. The form of MBR is Linux's own (block/partitions/msdos.c). */
export function parsePartuuid(text: string): Partuuid | null {
  const lower = text.toLowerCase();
  return gpt.test(lower) || mbr.test(lower) ? (lower as Partuuid) : null;
}

/** Whether it is the unique GUID of a GPT partition. */
export function isGptPartuuid(partuuid: Partuuid): boolean {
  return gpt.test(partuuid);
}

/** The text as a file system's UUID; null when it is empty. */
export function parseFsUuid(text: string): FsUuid | null {
  return text === '' ? null : (text as FsUuid);
}
