import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path/posix';
import { failed, wrong } from '@twinroot/lib-command';
import { realPathBelow } from '@twinroot/lib-sysroot';
import type { TargetDisk } from '../decide/usable-room.ts';

/** A disk, and the path of it without links. */
export interface ReadDisk extends TargetDisk {
  readonly realPath: string;
}

/**
 * The size of a disk and of its sectors: /sys/dev/block/MAJOR:MINOR/size, in units of 512 bytes whatever the sectors are, and
 * queue/logical_block_size (Linux Documentation/ABI/stable/sysfs-block). A regular file is an image of a disk with sectors of
 * 512 bytes, as sfdisk takes it.
 *
 * @throws {CommandError} status 1 when it cannot be looked at, 2 when it is not a disk or the path is relative
 */
export function readDisk(sysroot: string, path: string): ReadDisk {
  if (!path.startsWith('/')) throw wrong(`--to ${path} is not an absolute path`);
  const real = realPathBelow(sysroot, path).path;
  const stat = statOf(join(sysroot, real), path);
  if (stat.isFile()) return { path, realPath: real, size: stat.size, sectorSize: 512 };
  if (!stat.isBlockDevice()) throw wrong(`${path} is neither a disk nor an image of one`);
  const [major, minor] = deviceNumber(stat.rdev);
  const directory = join(sysroot, 'sys/dev/block', `${major}:${minor}`);
  if (existsSync(join(directory, 'partition'))) throw wrong(`${path} is a partition: expected a disk`);
  return {
    path,
    realPath: real,
    size: numberIn(join(directory, 'size')) * 512,
    sectorSize: numberIn(join(directory, 'queue/logical_block_size')),
  };
}

/** Whether a device of a dump, as sfdisk was called with it, is this disk: a name without a slash before it is one of here. */
export function leadsTo(sysroot: string, device: string, { realPath }: ReadDisk): boolean {
  return realPathBelow(sysroot, resolve(device)).path === realPath;
}

function statOf(file: string, path: string) {
  try {
    return statSync(file);
  } catch (cause) {
    throw failed(`cannot look at ${path}`, { cause });
  }
}

/** A device number as Linux packs it for programs (glibc sysdeps/unix/sysv/linux/sys/sysmacros.h, 32 bits of it). */
function deviceNumber(rdev: number): readonly [major: number, minor: number] {
  return [(rdev >>> 8) & 0xfff, (rdev & 0xff) | ((rdev >>> 12) & 0xfff00)];
}

function numberIn(file: string): number {
  const text = readFileSync(file, 'utf8').trim();
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw failed(`${file} does not hold a number`);
  return value;
}
