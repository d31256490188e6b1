import { type BlockDevice, decodeLsblk } from '@twinroot/lib-blockdev';
import { createIdMap, type IdMap, inverseOf, pairOfTexts } from '@twinroot/lib-idmap';
import { type Mount, parseMountinfo } from '@twinroot/lib-mountinfo';
import type { CloneFacts } from '../src/decide/refuse.ts';
import { type Volume, volumesBelow } from '../src/decide/volumes.ts';

// Two disks as lsblk tells of them, with root and ESP each; the second one is mounted below /mnt/new.

type Row = Readonly<Record<string, unknown>>;

/** A partition as lsblk has it; its number is that of its name. */
export function part(name: string, more: Row = {}): Row {
  const [, disk = '', number = ''] = /^([a-z]+)(\d+)$/.exec(name) ?? [];
  return {
    name,
    path: `/dev/${name}`,
    'maj:min': `${disk}:${number}`.replace(/^sd(.)/, (_, letter: string) =>
      String(letter.charCodeAt(0) - 97),
    ),
    type: 'part',
    fstype: 'ext4',
    uuid: `id-${name}`,
    size: 1000,
    ro: false,
    rm: false,
    ...more,
  };
}

/** A disk as lsblk has it. */
export function disk(name: string, ...children: readonly Row[]): Row {
  return { name, path: `/dev/${name}`, 'maj:min': `9:${name}`, type: 'disk', size: 9000, children };
}

export const espType = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';
const esp = { fstype: 'vfat', parttype: espType };

/** The disks, with what else some partitions have. */
export function devicesWith(
  more: Readonly<Record<string, Row>> = {},
  ...others: readonly Row[]
): readonly BlockDevice[] {
  const disks = ['sda', 'sdb'].map((name) =>
    disk(name, part(`${name}1`, { ...esp, ...more[`${name}1`] }), part(`${name}2`, more[`${name}2`])),
  );
  return decodeLsblk({ blockdevices: [...disks, ...others] });
}

/** A mount of a partition: `NAME MOUNTPOINT [OPTIONS [ROOT]]`. */
export function mountsOf(...lines: readonly string[]): readonly Mount[] {
  const rows = lines.map((line, index) => {
    const [name = '', mountpoint = '', options = 'rw', root = '/'] = line.split(' ');
    const row = /^sd(.)(\d+)$/.exec(name);
    const number = row ? `${(row[1] ?? '').charCodeAt(0) - 97}:${row[2]}` : '77:7';
    const parent = parentOf(lines.slice(0, index), mountpoint);
    return `${index + 10} ${parent} ${number} ${root} ${mountpoint} ${options} - ext4 /dev/${name} rw`;
  });
  return parseMountinfo(`${rows.join('\n')}\n`);
}

function parentOf(before: readonly string[], mountpoint: string): number {
  const held = before.map((line) => line.split(' ')[1] ?? '');
  const at = held.findLastIndex(
    (each) => each === '/' || each === mountpoint || mountpoint.startsWith(`${each}/`),
  );
  return at === -1 ? 1 : at + 10;
}

/** The usual mounts: the source's own, and those of the other disk. */
export const usualMounts = ['sda2 /', 'sda1 /boot', 'sdb2 /mnt/new', 'sdb1 /mnt/new/boot'];

/** A map of ids from lines `OLD NEW`. */
export function mapOf(...lines: readonly string[]): IdMap {
  return createIdMap(
    lines.map((line) => {
      const [old = '', fresh = ''] = line.split(' ');
      return pairOfTexts(old, fresh, 'map');
    }),
  );
}

export const usualMap = mapOf('UUID=id-sda1 UUID=id-sdb1', 'UUID=id-sda2 UUID=id-sdb2');

/** What is known of the machine. */
export function factsOf({
  devices = devicesWith(),
  mounts = mountsOf(...usualMounts),
  ids = usualMap,
  to = '/mnt/new',
  root = '/',
  wanted = [],
  sources = new Map(),
}: {
  readonly devices?: readonly BlockDevice[];
  readonly mounts?: readonly Mount[];
  readonly ids?: IdMap;
  readonly to?: string;
  readonly root?: string;
  readonly wanted?: readonly string[];
  readonly sources?: ReadonlyMap<string, string>;
} = {}): CloneFacts {
  const inverse = createIdMap(inverseOf(ids.pairs));
  const source = { kind: 'local', root } as const;
  return {
    source,
    to,
    sysroot: '/',
    mounts,
    devices,
    sources,
    live: true,
    fstab: wanted.map((mountpoint) => ({ source: 'UUID=x', mountpoint, fstype: 'ext4' })),
    ids,
    inverse,
    ...volumesBelow({ mounts, devices, sources }, to),
  };
}

/** The volumes of the usual machine. */
export function usualVolumes(): readonly Volume[] {
  return factsOf().volumes;
}
