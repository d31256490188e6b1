import { closeSync, fstatSync, readdirSync } from 'node:fs';
import { keptListPath } from '@twinroot/lib-boot-tree';
import { errorCode } from '@twinroot/lib-failure';
import { foldPath, isOwnName } from '@twinroot/lib-fat';
import { registryPath } from '@twinroot/lib-registry';
import { type HeldDirectory, openBelow } from '@twinroot/lib-sysroot';
import { nameOf, openToRead, readFull } from '@twinroot/lib-tree';
import { type Seed, seedLength, seedPath } from '../decide/seed.ts';

/**
 * Reads the seed of an ESP.
 *
 * One without the directory loader/ has no boot loader that reads a seed; bootctl makes the directory where it installs one. Nor has one
 * where nothing is in it but what this project writes, and no unified kernel image is there, whose stub reads the seed, too
 * (systemd-stub(7)).
 *
 * @param root of the ESP, absolute
 * @throws {Error} EIO, EACCES; ELOOP for a symlink; when something else than a file is there
 */
export function readSeed(root: string): Seed {
  const loader = openIfThere(root, 'loader');
  if (loader === null) return { kind: 'unused' };
  try {
    const seed = readFile(`${loader.path}/${nameOf(seedPath)}`);
    if (seed !== null) return seed;
    return readdirSync(loader.path).every(isOurs) && !hasImages(root) ? { kind: 'unused' } : { kind: 'none' };
  } finally {
    loader.close();
  }
}

function readFile(path: string): Seed | null {
  const file = openIfFile(path);
  if (file === null) return null;
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new Error(`${seedPath} is not a regular file`);
    const head = Buffer.alloc(seedLength);
    const read = readFull(file, head);
    // vfat shows the attribute as a mode that nobody may write (Linux fs/fat/fat.h, fat_make_mode).
    const isSwitchedOff = (status.mode & 0o222) === 0;
    return { kind: 'file', size: status.size, head: head.subarray(0, read), isSwitchedOff };
  } finally {
    closeSync(file);
  }
}

function openIfFile(path: string): number | null {
  try {
    return openToRead(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function openIfThere(root: string, path: string): HeldDirectory | null {
  try {
    return openBelow(root, path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

const ownFiles = new Set([registryPath, keptListPath].map((path) => foldPath(nameOf(path))));

function isOurs(name: string): boolean {
  return ownFiles.has(foldPath(name)) || isOwnName(name);
}

function hasImages(root: string): boolean {
  const images = openIfThere(root, 'EFI/Linux');
  if (images === null) return false;
  try {
    return readdirSync(images.path).some((name) => foldPath(name).endsWith('.EFI'));
  } finally {
    images.close();
  }
}
