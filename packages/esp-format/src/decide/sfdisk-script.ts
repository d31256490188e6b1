import { espType, xbootldrType } from '@twinroot/lib-blockdev';

/** A partition that is to be added to a table. */
export interface NewPartition {
  readonly kind: 'esp' | 'xbootldr';
  /** Bytes. */
  readonly start: number;
  readonly size: number;
  /** null: sfdisk makes one. */
  readonly uuid: string | null;
  readonly name: string | null;
}

/** Partition type GUIDs by the kind of the member. */
export const typeOf = { esp: espType, xbootldr: xbootldrType } as const;

/**
 * Partitions as sfdisk reads them (sfdisk(8), INPUT FORMATS): with `isNew` for a table of their own, else for `--append`. Positions are
 * sectors of the disk.
 */
export function sfdiskScript(parts: readonly NewPartition[], sectorSize: number, isNew: boolean): string {
  const lines = parts.map(({ kind, start, size, uuid, name }) =>
    [
      `start=${start / sectorSize}`,
      `size=${size / sectorSize}`,
      `type=${typeOf[kind].toUpperCase()}`,
      ...(uuid === null ? [] : [`uuid=${uuid.toUpperCase()}`]),
      ...(name === null ? [] : [`name="${quoted(name)}"`]),
    ].join(', '),
  );
  return `${[...(isNew ? ['label: gpt', ''] : []), ...lines].join('\n')}\n`;
}

/** What would end a name, or begin an escape, as libfdisk writes it itself: `\xNN` (lib/mangle.c). */
function quoted(name: string): string {
  return name.replace(
    /["\\\p{Cc}]/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
