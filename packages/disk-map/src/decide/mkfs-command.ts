import { shellWord } from '@twinroot/lib-tool';

/** What is to be made. */
export interface NewContent {
  /** As blkid calls it. */
  readonly fstype: string;
  /** libblkid's VERSION of the partner; null when it has none. */
  readonly version: string | null;
  readonly label: string | null;
}

interface Rule {
  /** How many bytes a label may have. */
  readonly longest: number;
  readonly command: (version: string | null) => string;
  /** The option for a label. */
  readonly label: string;
}

const ext = (type: string): Rule => ({ longest: 16, command: () => `mkfs.${type} -q`, label: '-L' });

/** How each is made, by mkfs.fat(8), mke2fs(8), mkfs.btrfs(8), mkfs.xfs(8), mkfs.f2fs(8), mkswap(8). */
const rules: Readonly<Record<string, Rule>> = {
  vfat: { longest: 11, command: (version) => `mkfs.vfat${bitsOption(version)}`, label: '-n' },
  ext2: ext('ext2'),
  ext3: ext('ext3'),
  ext4: ext('ext4'),
  btrfs: { longest: 255, command: () => 'mkfs.btrfs -q', label: '-L' },
  xfs: { longest: 12, command: () => 'mkfs.xfs -q', label: '-L' },
  f2fs: { longest: 512, command: () => 'mkfs.f2fs -q', label: '-l' },
  swap: { longest: 15, command: () => 'mkswap', label: '-L' },
};

/** How many bytes a label of such a file system may have; null where none can be made. */
export function longestLabel(fstype: string): number | null {
  return Object.hasOwn(rules, fstype) ? (rules[fstype]?.longest ?? null) : null;
}

/**
 * The command that makes a file system or a swap area; null for a type without a rule.
 *
 * @param node a word of a shell's command
 */
export function mkfsCommand({ fstype, version, label }: NewContent, node: string): string | null {
  const rule = Object.hasOwn(rules, fstype) ? rules[fstype] : undefined;
  if (rule === undefined) return null;
  const labelled = label === null ? '' : ` ${rule.label} ${shellWord(label)}`;
  return `${rule.command(version)}${labelled} ${node}`;
}

/** A FAT of the same kind: firmware may read only that one. `FAT32` is libblkid's VERSION of it. */
function bitsOption(version: string | null): string {
  const [, bits] = /^FAT(12|16|32)$/.exec(version ?? '') ?? [];
  return bits === undefined ? '' : ` -F ${bits}`;
}
