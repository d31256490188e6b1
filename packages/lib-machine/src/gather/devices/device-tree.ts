import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { byNumber } from '../../decide/devices/device-order.ts';
import { deviceType } from '../../decide/devices/device-type.ts';
import {
  decodedProperty,
  propertiesInFile,
  propertiesInRecord,
  type UdevProperties,
} from '../../decide/devices/udev-properties.ts';
import { openSysDirectory, type SysDirectory } from './sys-directory.ts';
import { readTransport } from './transport.ts';

/** A device as lsblk(8) would give it in JSON, with what stands on it. */
export interface DeviceRow {
  readonly name: string;
  readonly path: string;
  readonly 'maj:min': string;
  readonly type: string;
  readonly size: number;
  readonly ro: boolean;
  readonly rm: boolean;
  readonly tran: string | null;
  readonly partuuid: string | null;
  readonly parttype: string | null;
  readonly partlabel: string | null;
  readonly fstype: string | null;
  readonly uuid: string | null;
  readonly label: string | null;
  readonly pttype: string | null;
  readonly children: readonly DeviceRow[];
}

/** Something that only lsblk can tell. */
class Unclear extends Error {}

/** Major numbers of devices that lsblk leaves out by itself, or where they are empty: RAM disks, and loop devices without a file. */
const [ramMajor, loopMajor] = ['1', '7'];

/** Where the tree is read: /sys of a machine, and what gives the properties of one of its devices. */
interface Place {
  readonly sysroot: string;
  readonly live: boolean;
  readonly sys: string;
}

/**
 * The block devices of a machine as lsblk(8) lists them in JSON, with the columns of lsblkColumns, without starting it: from the
 * files that it reads itself, /sys and udev's database, or of a captured machine /sys and the files that stand for its devices.
 *
 * @returns null where it cannot be told so: without udev's record of each device, for multipath by Fibre Channel, for names that
 * are no text, or when a device goes away meanwhile
 */
export function readDeviceTree(sysroot: string, live: boolean): readonly DeviceRow[] | null {
  if (live && !existsSync('/run/udev/control')) return null;
  // Of the machine that runs lsblk reads its own /sys, wherever the sysroot is.
  const sys = live ? '/sys' : join(sysroot, 'sys');
  try {
    return rootsOf({ sysroot, live, sys });
  } catch {
    return null;
  }
}

function rootsOf(place: Place): readonly DeviceRow[] {
  const rows: DeviceRow[] = [];
  for (const name of readdirSync(join(place.sys, 'block'))) {
    const directory = openSysDirectory(join(place.sys, 'block', name));
    // What stands on others is found below them.
    if (directory.list('slaves').length > 0 || directory.text('dev')?.split(':')[0] === ramMajor) continue;
    rows.push(...rowOf(place, name, directory, null));
  }
  return inOrder(rows);
}

function inOrder(rows: readonly DeviceRow[]): readonly DeviceRow[] {
  return rows.toSorted((one, other) => byNumber(one['maj:min'], other['maj:min']));
}

/** What a partition has from its disk. */
interface Disk {
  readonly rm: boolean;
}

/** The row of a device; none for what lsblk does not list. */
function rowOf(
  place: Place,
  kernelName: string,
  directory: SysDirectory,
  disk: Disk | null,
): readonly DeviceRow[] {
  // A path of an NVMe disk with several, which has no node.
  if (directory.text('hidden') === '1') return [];
  const majmin = directory.text('dev');
  const size = Number(directory.text('size') ?? 'x') * 512;
  if (majmin === null || !Number.isSafeInteger(size)) throw new Unclear();
  if (isEmptyLoop(majmin, size, directory)) return [];
  const isMapping = kernelName.startsWith('dm-');
  // In /sys a slash of a name is an exclamation mark.
  const name = isMapping ? directoryOf(directory, 'dm').text('name') : kernelName.replaceAll('!', '/');
  if (name === null) throw new Unclear();
  const path = isMapping ? `/dev/mapper/${name}` : `/dev/${name}`;
  if (isMapping && place.live && !existsSync(path)) throw new Unclear();
  const found = propertiesOf(place, majmin, path);
  const plain = (key: string) => found.get(key) ?? null;
  const kind = {
    name: kernelName,
    isPartition: disk !== null,
    dmUuid: isMapping ? directoryOf(directory, 'dm').text('uuid') : null,
    mdLevel: directory.has('md') ? directoryOf(directory, 'md').text('level') : null,
    scsiType: disk === null && directory.has('device') ? directoryOf(directory, 'device').text('type') : null,
  };
  const tran = readTransport(place.sys, kernelName, directory);
  if (tran === undefined) throw new Unclear();
  const rm = disk === null ? directory.text('removable') === '1' : disk.rm;
  const row = {
    name,
    path,
    'maj:min': majmin,
    type: deviceType(kind),
    size,
    ro: directory.text('ro') === '1',
    rm,
    tran,
    partuuid: plain('ID_PART_ENTRY_UUID'),
    parttype: plain('ID_PART_ENTRY_TYPE'),
    partlabel: encoded(found, 'ID_PART_ENTRY_NAME'),
    fstype: plain('ID_FS_TYPE'),
    uuid: encoded(found, 'ID_FS_UUID_ENC'),
    label: encoded(found, 'ID_FS_LABEL_ENC'),
    // Of a partition on an array udev knows only in what kind of table it stands.
    pttype: plain('ID_PART_TABLE_TYPE') ?? plain('ID_PART_ENTRY_SCHEME'),
  };
  const own = disk === null ? { rm } : null;
  return [{ ...row, children: inOrder(childrenOf(place, kernelName, directory, own)) }];
}

/** The partitions of a device, and what stands on it. */
function childrenOf(
  place: Place,
  name: string,
  directory: SysDirectory,
  disk: Disk | null,
): readonly DeviceRow[] {
  const rows: DeviceRow[] = [];
  for (const entry of disk === null ? [] : directory.names) {
    if (!isNameOfPartition(entry, name)) continue;
    rows.push(...rowOf(place, entry, directoryOf(directory, entry), disk));
  }
  for (const holder of directory.list('holders')) {
    const above = openSysDirectory(join(place.sys, 'block', holder));
    rows.push(...rowOf(place, holder, above, null));
  }
  return rows;
}

/** Whether an entry in the directory of a disk is one of its partitions: sda1, nvme0n1p1. */
function isNameOfPartition(entry: string, disk: string): boolean {
  return entry.startsWith(disk) && /^p?\d/.test(entry.slice(disk.length));
}

function directoryOf({ path }: SysDirectory, name: string): SysDirectory {
  return openSysDirectory(join(path, name));
}

function isEmptyLoop(majmin: string, size: number, directory: SysDirectory): boolean {
  return size === 0 && majmin.startsWith(`${loopMajor}:`) && !directory.has('loop');
}

function encoded(found: UdevProperties, key: string): string | null {
  const value = found.get(key);
  if (value === undefined) return null;
  const decoded = decodedProperty(value);
  if (decoded === null) throw new Unclear();
  return decoded;
}

function propertiesOf({ sysroot, live }: Place, majmin: string, path: string): UdevProperties {
  // A device without a record, udev has not seen yet.
  if (live) return propertiesInRecord(readFileSync(`/run/udev/data/b${majmin}`, 'utf8'));
  const file = join(sysroot, path);
  if (!statSync(file).isFile()) throw new Unclear();
  return propertiesInFile(readFileSync(file, 'utf8'));
}
