import type { BlockDevice } from '@twinroot/lib-blockdev';

/** The tags by which a device may be named, and links of udev that say the same. */
const links: ReadonlyMap<string, string> = new Map([
  ['by-uuid', 'UUID'],
  ['by-partuuid', 'PARTUUID'],
  ['by-label', 'LABEL'],
  ['by-partlabel', 'PARTLABEL'],
]);

/**
 * The devices that a source names, as fstab(5) and kernel command lines write it: `UUID=`, `/dev/disk/by-…`, a device node, or
 * `/dev/GROUP/VOLUME`. Several for a file system over several devices, and for copies. null: it names none (a network, `tmpfs`).
 */
export function devicesNamed(devices: readonly BlockDevice[], source: string): readonly BlockDevice[] | null {
  const [, directory = '', linked = ''] = /^\/dev\/disk\/(by-[a-z]+)\/(.+)$/.exec(source) ?? [];
  const tag = links.get(directory);
  const [, key = tag, value = linked] = /^([A-Z]+)=(.*)$/.exec(source) ?? [];
  if (key !== undefined) return devices.filter((device) => hasTag(device, key, withoutQuotes(value)));
  // by-id, by-path: only udev knows.
  if (directory !== '') return null;
  if (!source.startsWith('/dev/')) return null;
  const [, group, volume] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(source) ?? [];
  const double = (name: string) => name.replaceAll('-', '--');
  const mapped =
    group === undefined || volume === undefined || group === 'mapper'
      ? source
      : `/dev/mapper/${double(group)}-${double(volume)}`;
  return devices.filter(({ path }) => path === source || path === mapped);
}

function hasTag(device: BlockDevice, key: string, value: string): boolean {
  const same = (text: string | null) => text !== null && text.toLowerCase() === value.toLowerCase();
  // A part of an array has the array's UUID, and its label; the array itself is what is meant.
  const isPart = device.fstype === 'linux_raid_member' || device.fstype === 'LVM2_member';
  if (key === 'UUID') return !isPart && same(device.uuid);
  if (key === 'PARTUUID') return same(device.partuuid);
  if (key === 'LABEL') return !isPart && device.label === value;
  return key === 'PARTLABEL' && device.partlabel === value;
}

function withoutQuotes(value: string): string {
  return /^"(.*)"$/.exec(value)?.[1] ?? value;
}
