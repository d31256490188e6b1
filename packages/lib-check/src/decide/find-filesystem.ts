import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { MachineFacts } from './facts/machine-facts.ts';

/** The tags by which a device may be named, and links of udev that say the same. */
const links: ReadonlyMap<string, string> = new Map([
  ['by-uuid', 'UUID'],
  ['by-partuuid', 'PARTUUID'],
  ['by-label', 'LABEL'],
  ['by-partlabel', 'PARTLABEL'],
]);

/**
 * The devices that a source names, as fstab(5) and kernel command lines write it: `UUID=`, `/dev/disk/by-…`, a device node, or
 * `/dev/GROUP/VOLUME`. Several for a file system over several devices, and for copies. null: it names none (a network, `tmpfs`), or
 * only udev knows which (`/dev/disk/by-id/`), and what its link led to was not taken down.
 */
export function devicesNamed(
  { devices, texts }: Pick<MachineFacts, 'devices' | 'texts'>,
  source: string,
): readonly BlockDevice[] | null {
  const [, directory = '', linked = ''] = /^\/dev\/disk\/(by-[a-z]+)\/(.+)$/.exec(source) ?? [];
  const tag = links.get(directory);
  const [, key = tag, value = unlinked(linked)] = /^([A-Z]+)=(.*)$/s.exec(source) ?? [];
  if (key !== undefined && key !== 'ID')
    return devices.filter((device) => hasTag(device, key, withoutQuotes(value)));
  const link = key === 'ID' ? `/dev/disk/by-id/${withoutQuotes(value)}` : source;
  if (key === 'ID' || directory !== '') {
    const node = texts.get(link);
    return node === undefined ? null : devices.filter(({ path }) => path === node);
  }
  if (!source.startsWith('/dev/')) return null;
  // Another link of udev's, `/dev/md/NAME`, that was taken down.
  const led = texts.get(source);
  if (led !== undefined) return devices.filter(({ path }) => path === led);
  if (source.startsWith('/dev/md/')) return null;
  const [, group, volume] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(source) ?? [];
  const double = (name: string) => name.replaceAll('-', '--');
  const mapped =
    group === undefined || volume === undefined || group === 'mapper'
      ? source
      : `/dev/mapper/${double(group)}-${double(volume)}`;
  return devices.filter(({ path }) => path === source || path === mapped);
}

/** Whether a source names a file system, of which every device is as good as the others, and not one device (blkid(8)). */
export function namesFilesystem(source: string): boolean {
  return /^(?:UUID=|LABEL=|\/dev\/disk\/by-(?:uuid|label)\/)/.test(source);
}

/** A name in a link of udev's, in which bytes may be written as `\x20` (systemd, src/basic/device-nodes.c). */
function unlinked(name: string): string {
  return Buffer.from(
    Buffer.from(name, 'utf8')
      .toString('latin1')
      .replace(/\\x([0-9a-f]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  ).toString('utf8');
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
