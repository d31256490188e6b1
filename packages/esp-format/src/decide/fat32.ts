import { aligned } from './mebibyte.ts';

/**
 * Clusters that a FAT32 volume has at least: with fewer, drivers take it for FAT16 (Microsoft FAT specification, "FAT Type
 * Determination"). The firmware's driver must read an ESP as FAT32 (UEFI 2.10, section 13.3.1.1).
 */
export const leastClusters = 65525;

/** Sectors before the first FAT, and entries of 4 bytes for two clusters that are none. */
const reservedSectors = 32;

/**
 * The least size of a FAT32 volume in bytes, with clusters of one sector, at a whole number of MiB: 33 MiB with sectors of 512 bytes, 257
 * MiB with sectors of 4096.
 *
 * @param sectorSize bytes of a logical sector: FAT cannot have smaller ones than its disk
 */
export function leastFat32(sectorSize: number): number {
  const fat = Math.ceil(((leastClusters + 2) * 4) / sectorSize);
  return aligned((reservedSectors + 2 * fat + leastClusters) * sectorSize);
}

/** What the first sector of a FAT32 volume says. */
export interface Fat32 {
  readonly sectorSize: number;
  readonly clusters: number;
  /** Bytes before the root directory: reserved sectors and FATs. */
  readonly rootStart: number;
  /** Bytes of a cluster. */
  readonly clusterSize: number;
}

/**
 * Reads the first sector of a volume whose root directory is its first cluster, as mkfs.fat(8) makes it; null for anything else
 * (Microsoft FAT specification, "Boot Sector and BPB", "Extended BPB for FAT32").
 *
 * @param sector at least 512 bytes
 */
export function fat32Of(sector: Uint8Array): Fat32 | null {
  if (sector.length < 512 || sector[510] !== 0x55 || sector[511] !== 0xaa) return null;
  const view = new DataView(sector.buffer, sector.byteOffset, sector.byteLength);
  const sectorSize = view.getUint16(11, true);
  const perCluster = view.getUint8(13);
  const fats = view.getUint8(16);
  const [fat16, fat32] = [view.getUint16(22, true), view.getUint32(36, true)];
  const isPowers = [512, 1024, 2048, 4096].includes(sectorSize) && isPower(perCluster);
  if (!isPowers || fat16 !== 0 || fat32 === 0 || fats === 0 || view.getUint32(44, true) !== 2) return null;
  const before = view.getUint16(14, true) + fats * fat32;
  const clusters = Math.floor((view.getUint32(32, true) - before) / perCluster);
  if (clusters < leastClusters) return null;
  return { sectorSize, clusters, rootStart: before * sectorSize, clusterSize: perCluster * sectorSize };
}

function isPower(number: number): boolean {
  return number > 0 && (number & (number - 1)) === 0;
}

/** Whether a root directory has nothing but a volume label: no file, and none that was deleted. */
export function isEmptyRoot(directory: Uint8Array): boolean {
  for (let at = 0; at < directory.length; at += 32) {
    if (directory[at] === 0) continue;
    if ((directory[at + 11] ?? 0) !== 0x08) return false;
  }
  return true;
}
