import type { BootedPartition } from './wanted.ts';

/** What an operand names: a disk, or a partition of a kind. */
export interface Named {
  readonly kind: 'disk' | 'partition' | 'image';
  /** The disk: its node, or the file of an image. */
  readonly disk: string;
  /** Where a partition begins on its disk, in bytes. */
  readonly start: number;
}

/** Operands without those that name again what one before them named. */
export function namedOnce<Each extends Named>(named: readonly Each[]): readonly Each[] {
  const keyOf = ({ kind, disk, start }: Named) => `${kind === 'partition' ? start : ''} ${disk}`;
  return named.filter((one, index) => named.findIndex((first) => keyOf(first) === keyOf(one)) === index);
}

/**
 * The booted partitions that a disk still needs for itself, where partitions of it were named, too: those are what is meant.
 *
 * @param kindOf kind of a partition that was named; null: neither
 */
export function neededBeside<Each extends Named>(
  one: Each,
  all: readonly Each[],
  booted: readonly BootedPartition[],
  kindOf: (partition: Each) => BootedPartition['kind'] | null,
): readonly BootedPartition[] {
  if (one.kind !== 'disk') return booted;
  const parts = all.filter(({ kind, disk }) => kind === 'partition' && disk === one.disk).map(kindOf);
  return booted.filter(({ kind }) => !parts.includes(kind));
}
