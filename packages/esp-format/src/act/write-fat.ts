import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed } from '@twinroot/lib-command';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { fat32Of } from '../decide/fat32.ts';
import { readBytes } from '../gather/probe.ts';

/** A volume that is to be made. */
export interface NewVolume {
  readonly node: string;
  /** Bytes. */
  readonly size: number;
  readonly sectorSize: number;
  /** Where the partition begins on its disk, in bytes: the hidden sectors of the boot sector. */
  readonly start: number;
  readonly label: string | null;
}

/** A slow disk takes its time. */
const limit = { timeoutSeconds: 600 } as const;

/**
 * Makes a FAT32 volume, with its first sector last: until that is written, there is no signature, and whoever looks at a partition
 * that a run has left half made finds it blank. mkfs.fat(8) makes it in a sparse file, from which its FATs and root directory are copied.
 *
 * @throws {ToolError} when mkfs.fat, dd or fsck.fat fails
 * @throws {CommandError} when it is no FAT32, or what is read back is not what was written
 */
export async function writeFat(volume: NewVolume): Promise<void> {
  const { node, size, sectorSize } = volume;
  const directory = newDirectory();
  try {
    const image = join(directory, 'image');
    await makeImage(image, volume);
    const fat = fat32Of(readBytes(image, 0, 512));
    if (fat === null || fat.sectorSize !== sectorSize)
      throw failed(`mkfs.fat did not make FAT32 with sectors of ${sectorSize} bytes in ${size} bytes`);
    const end = fat.rootStart + fat.clusterSize;
    await copy(image, node, sectorSize, end - sectorSize);
    await copy(image, node, 0, sectorSize);
    await runTool('blockdev', ['--flushbufs', node]);
    if (!readBytes(node, 0, end).equals(readBytes(image, 0, end)))
      throw failed(`what is read back from ${node} is not what was written: the disk may be faulty`);
    await runTool('fsck.fat', ['-n', node], limit);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function newDirectory(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'twinroot-format-'));
  } catch (cause) {
    throw failed(`cannot make a temporary directory in ${tmpdir()}: set TMPDIR to another one`, { cause });
  }
}

async function makeImage(image: string, { size, sectorSize, start, label }: NewVolume): Promise<void> {
  const sector = ['-S', String(sectorSize), '-h', String(start / sectorSize)];
  const name = label === null ? [] : ['-n', label];
  try {
    await runTool('mkfs.fat', ['-C', '-F', '32', ...sector, ...name, image, String(size / 1024)], limit);
  } catch (cause) {
    if (!(cause instanceof ToolError && cause.code === 'EXIT')) throw cause;
    throw failed(
      `mkfs.fat cannot make a volume in ${tmpdir()}, which needs some MiB of room: free some, or set TMPDIR to another directory`,
      { cause },
    );
  }
}

/** Copies bytes to the same place, and waits until the disk has them. */
async function copy(from: string, to: string, start: number, size: number): Promise<void> {
  const flags = ['iflag=skip_bytes,count_bytes,fullblock', 'oflag=seek_bytes', 'conv=notrunc,fsync'];
  const place = [`skip=${start}`, `seek=${start}`, `count=${size}`];
  await runTool('dd', [`if=${from}`, `of=${to}`, 'bs=1M', 'status=none', ...place, ...flags], limit);
}
