/** A signature of something that is on a disk or a partition. */
export interface Signature {
  readonly type: string;
  /** Bytes. */
  readonly offset: number;
}

/**
 * The output of `wipefs --no-act --json` (util-linux misc-utils/wipefs.c); null for what is none. Without any signature, versions
 * before 2.37 write nothing at all.
 */
export function signaturesOf(text: string): readonly Signature[] | null {
  if (text.trim() === '') return [];
  const json: unknown = parsed(text);
  const list = typeof json === 'object' && json !== null && 'signatures' in json ? json.signatures : null;
  if (!Array.isArray(list)) return null;
  const found = list.map((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('type' in one) || !('offset' in one)) return null;
    const { type, offset } = one;
    if (typeof type !== 'string' || typeof offset !== 'string' || !/^0x[0-9a-f]+$/.test(offset)) return null;
    return { type, offset: Number(offset) };
  });
  const all = found.flatMap((one) => one ?? []);
  return all.length === list.length ? all : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a disk is, by its signatures. */
export type DiskForm = { readonly kind: 'gpt' | 'blank' } | { readonly kind: 'other'; readonly why: string };

/**
 * Whether a disk has a whole GPT, or nothing. A GPT has its header twice, and a protective MBR (UEFI 2.10, section 5.2.3): what has
 * half of it is damaged, and sfdisk would repair what nobody has looked at.
 */
export function formOf(signatures: readonly Signature[]): DiskForm {
  if (signatures.length === 0) return { kind: 'blank' };
  const types = signatures.map(({ type }) => type);
  const strangers = types.filter((type) => type !== 'gpt' && type !== 'PMBR');
  if (strangers.includes('dos'))
    return { kind: 'other', why: 'its partition table is an MBR, and only GPT is supported' };
  if (strangers.length > 0)
    return {
      kind: 'other',
      why: `it holds ${[...new Set(strangers)].join(', ')}: if nobody needs that, wipefs --all removes it`,
    };
  const headers = types.filter((type) => type === 'gpt').length;
  if (headers === 2 && types.includes('PMBR')) return { kind: 'gpt' };
  return {
    kind: 'other',
    why: 'its GPT is damaged, or not at the end of the disk: gdisk or sfdisk --relocate can repair that',
  };
}

/** The values in the output of `blkid -p -o export`: lines of KEY=VALUE, where a backslash protects what follows (util-linux misc-utils/blkid.c). */
export function exportedValues(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key, value = ''] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, value.replace(/\\(.)/g, '$1'));
  }
  return values;
}
