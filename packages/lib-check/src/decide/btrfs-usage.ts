import type { BtrfsFacts } from './facts/machine-facts.ts';

type BtrfsDevice = BtrfsFacts['devices'][number];

/** A device of a btrfs, as `btrfs device usage` tells of it. */
export type UsedDevice = Pick<BtrfsDevice, 'id' | 'path' | 'chunks'>;

/**
 * The devices in the output of `btrfs device usage --raw`, with what is allocated on each.
 *
 * Source: btrfs-progs cmds/filesystem-usage.c (print_device_chunks): `PATH, ID: N`, then `KIND,PROFILE: BYTES` (`KIND,PROFILE/STRIPES:` for striped
 * ones).
 */
export function parseDeviceUsage(text: string): readonly UsedDevice[] {
  const devices: { id: number; path: string | null; chunks: NonNullable<BtrfsDevice['chunks']>[number][] }[] =
    [];
  for (const line of text.split('\n')) {
    const [, path, id] = /^(\S.*), ID: (\d+)$/.exec(line) ?? [];
    if (path !== undefined) {
      const isMissing = path === 'missing' || path.startsWith('<missing');
      devices.push({ id: Number(id), path: isMissing ? null : path, chunks: [] });
      continue;
    }
    const [, kind, profile, bytes] =
      /^\s+(Data|Metadata|System),([A-Za-z0-9]+)(?:\/\d+)?:\s+(\d+)$/.exec(line) ?? [];
    if (kind !== undefined && profile !== undefined)
      devices
        .at(-1)
        ?.chunks.push({ kind: kindOf(kind), profile: profile.toLowerCase(), bytes: Number(bytes) });
  }
  return devices;
}

function kindOf(word: string): 'data' | 'metadata' | 'system' {
  return word === 'Data' ? 'data' : word === 'System' ? 'system' : 'metadata';
}
