/** What the kernel says of a device, each null where it says nothing. */
export interface DeviceKind {
  /** The kernel's name: sda, dm-0, md127. */
  readonly name: string;
  readonly isPartition: boolean;
  /** dm/uuid. */
  readonly dmUuid: string | null;
  /** md/level. */
  readonly mdLevel: string | null;
  /** device/type: a peripheral device type of SCSI. */
  readonly scsiType: string | null;
}

/** Peripheral device types of SCSI (SPC-5, table 150) as lsblk(8) names them. */
const scsiTypes: Readonly<Record<string, string>> = {
  0: 'disk',
  1: 'tape',
  2: 'printer',
  3: 'processor',
  4: 'worm',
  5: 'rom',
  6: 'scanner',
  7: 'mo-disk',
  8: 'changer',
  9: 'comm',
  12: 'raid',
  13: 'enclosure',
  14: 'rbc',
  17: 'osd',
};

/** The type of a device, in the words of lsblk(8): disk, part, loop, rom, raid1, and of a mapping who made it: lvm, crypt, mpath. */
export function deviceType({ name, isPartition, dmUuid, mdLevel, scsiType }: DeviceKind): string {
  if (isPartition) return 'part';
  if (name.startsWith('dm-')) return mappingType(dmUuid ?? '');
  if (name.startsWith('loop')) return 'loop';
  if (name.startsWith('md')) return (mdLevel || 'md').toLowerCase();
  return scsiTypes[scsiType ?? ''] ?? 'disk';
}

/** Who makes a mapping begins its UUID with a name: LVM-…, CRYPT-LUKS2-…, mpath-…; kpartx with the number of a partition, part1-mpath-…. */
function mappingType(uuid: string): string {
  const prefix = uuid.split('-', 1)[0]?.toLowerCase() ?? '';
  if (prefix.startsWith('part')) return 'part';
  return prefix === '' ? 'dm' : prefix;
}
