import { EfivarError } from './efivar-error.ts';
import { formatGuid, parseGuid } from './guid.ts';
import { utf16, viewOf } from './variable.ts';

/** One node of a device path. */
export interface DeviceNode {
  readonly type: number;
  readonly subtype: number;
  /** What follows its four bytes of head. */
  readonly data: Uint8Array;
  /** Where it stands in the variable's value. */
  readonly offset: number;
}

/** A path to a device: usually one; several where a device path has several instances. */
export type DevicePath = readonly (readonly DeviceNode[])[];

/** The node that names a partition (UEFI 2.10, 10.3.5.1). */
export interface HardDriveNode {
  readonly partition: number;
  /** In blocks of the device. */
  readonly start: bigint;
  /** In blocks of the device. */
  readonly size: bigint;
  /** PARTUUID as Linux writes it, of a GPT or an MBR partition; null when the node carries no signature. */
  readonly partuuid: string | null;
}

const headLength = 4;
const endType = 0x7f;
const endOfInstance = 0x01;
const mediaType = 4;
const hardDriveSubtype = 1;
const hardDriveLength = 42;
const filePathSubtype = 4;
const gptFormat = 2;
const guidSignature = 2;
const endNode = Uint8Array.of(endType, 0xff, headLength, 0);

/**
 * The device path at the start of these bytes (UEFI 2.10, 10.3), up to its end node, or up to the last byte when it has
 * none: there is firmware that leaves it out. What follows the end node are other paths, which say nothing about the
 * device.
 *
 * @param base where the bytes stand in the value of the variable
 * @throws {EfivarError} DEVICE_PATH for a node that is shorter than its head, or longer than what is left.
 */
export function decodeDevicePath(variable: string, bytes: Uint8Array, base: number): DevicePath {
  const view = viewOf(bytes);
  const instances: DeviceNode[][] = [[]];
  for (let at = 0; at < bytes.length; ) {
    const offset = base + at;
    const fault = (what: string) =>
      new EfivarError('DEVICE_PATH', variable, `${what} at byte ${offset}`, { offset });
    if (bytes.length - at < headLength) throw fault(`a device path node is truncated`);
    const [type, subtype, length] = [view.getUint8(at), view.getUint8(at + 1), view.getUint16(at + 2, true)];
    if (length < headLength) throw fault(`a device path node has the length ${length}`);
    if (length > bytes.length - at) {
      throw fault(
        `a device path node has the length ${length}, but only ${bytes.length - at} bytes are left`,
      );
    }
    if (type === endType) {
      if (subtype !== endOfInstance) break;
      instances.push([]);
    } else {
      instances.at(-1)?.push({ type, subtype, data: bytes.subarray(at + headLength, at + length), offset });
    }
    at += length;
  }
  return instances;
}

/**
 * The first hard-drive node of a path; null when the device is none (network, optical disc, firmware volume).
 *
 * @throws {EfivarError} DEVICE_PATH when the node has another length than 42.
 */
export function hardDriveOf(variable: string, path: DevicePath): HardDriveNode | null {
  const node = path.flat().find(({ type, subtype }) => type === mediaType && subtype === hardDriveSubtype);
  if (!node) return null;
  const { data, offset } = node;
  const length = headLength + data.length;
  if (length !== hardDriveLength) {
    const what = `the hard-drive node at byte ${offset} has the length ${length}, not ${hardDriveLength}`;
    throw new EfivarError('DEVICE_PATH', variable, what, { offset });
  }
  const view = viewOf(data);
  const partition = view.getUint32(0, true);
  return {
    partition,
    start: view.getBigUint64(4, true),
    size: view.getBigUint64(12, true),
    partuuid: signatureOf(data, partition),
  };
}

/**
 * The bytes of a path to a file on a GPT partition, as boot options have it: hard-drive node, file node, end (UEFI 2.10, 10.3.5.1,
 * 10.3.5.4, and 3.1.2 for paths that begin with a hard-drive node).
 *
 * @param file as firmware names it: `\\EFI\\systemd\\systemd-bootx64.efi`
 * @throws {RangeError} when the PARTUUID is not one of a GPT, or the name is longer than a node
 */
export function encodeFilePath(
  drive: HardDriveNode & { readonly partuuid: string },
  file: string,
): Uint8Array {
  const signature = parseGuid(drive.partuuid);
  if (signature === null) throw new RangeError(`${drive.partuuid} is not the PARTUUID of a GPT partition`);
  const data = Buffer.alloc(hardDriveLength - headLength);
  data.writeUInt32LE(drive.partition, 0);
  data.writeBigUInt64LE(drive.start, 4);
  data.writeBigUInt64LE(drive.size, 12);
  data.set(signature, 20);
  data.set([gptFormat, guidSignature], 36);
  const name = Buffer.from(`${file}\0`, 'utf16le');
  return Buffer.concat([encodeNode(hardDriveSubtype, data), encodeNode(filePathSubtype, name), endNode]);
}

function encodeNode(subtype: number, data: Uint8Array): Uint8Array {
  const length = headLength + data.length;
  if (length > 0xffff) throw new RangeError(`a device path node of ${length} bytes`);
  return Buffer.concat([Uint8Array.of(mediaType, subtype, length & 0xff, length >> 8), data]);
}

/** The file that a path leads to (UEFI 2.10, 10.3.5.4): `\\EFI\\systemd\\systemd-bootx64.efi`; null when it names none. */
export function fileOf(path: DevicePath): string | null {
  const nodes = path.flat().filter(({ type, subtype }) => type === mediaType && subtype === filePathSubtype);
  return nodes.length === 0 ? null : nodes.map(({ data }) => utf16(data).replace(/\0.*/s, '')).join('\\');
}

function signatureOf(data: Uint8Array, partition: number): string | null {
  const signature = data.subarray(20, 36);
  if (signature.every((byte) => byte === 0)) return null;
  switch (data[37]) {
    case 1: {
      const disk = viewOf(signature).getUint32(0, true);
      return `${disk.toString(16).padStart(8, '0')}-${partition.toString(16).padStart(2, '0')}`;
    }
    case 2:
      return formatGuid(signature);
    default:
      return null;
  }
}
