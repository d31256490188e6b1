import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Refusal } from '@twinroot/lib-failure';
import { isOwnDirectory, readTextBelow } from '@twinroot/lib-sysroot';
import { type Image, imageHeadLength, inspectImage, readInitrdFault } from '@twinroot/lib-uki';
import {
  type BootFilesFound,
  bootFilesOf,
  isInitrdName,
  isKernelName,
  type KernelFound,
} from '../decide/boot-files.ts';

/**
 * Looks for the kernel of a root, its modules and its initrd, and whether they are whole. No symlink is followed: it may lead out of that root.
 *
 * @param root of a generation, as it can be read here
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function readBootFiles(root: string): Promise<BootFilesFound | Refusal> {
  const boot = filesIn(root, 'boot');
  const places = ['usr/lib/modules', 'lib/modules'].filter((place) => isOwnDirectory(root, place));
  const modules = new Set(places.flatMap((place) => directoriesIn(root, place)));
  const inModules = places.flatMap((place) =>
    directoriesIn(root, place).flatMap((release) =>
      filesIn(root, `${place}/${release}`).includes('vmlinuz') ? [`${place}/${release}/vmlinuz`] : [],
    ),
  );
  const inBoot = boot.filter(isKernelName).map((name) => `boot/${name}`);
  const kernels = [...inModules, ...inBoot].map((path) => readKernel(root, path));
  const damaged = new Map<string, string>();
  for (const name of boot.filter(isInitrdName)) {
    const fault = await readFaultOfInitrd(join(root, 'boot', name));
    if (fault !== null) damaged.set(name, fault);
  }
  return bootFilesOf({ kernels, boot, damaged, modules: [...modules] });
}

async function readFaultOfInitrd(path: string): Promise<string | null> {
  return lstatSync(path).size === 0 ? 'is empty' : readInitrdFault(path);
}

function readKernel(root: string, path: string): KernelFound {
  const file = openSync(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const read = (at: number, length: number) => {
      const room = Buffer.alloc(length);
      return room.subarray(0, readSync(file, room, 0, length, at));
    };
    const { size } = fstatSync(file);
    const image = inspectImage(read(0, imageHeadLength), size, read);
    const pkgbase = path.startsWith('boot/') ? null : readPkgbase(root, dirname(path));
    return { path, release: image.kernelVersion, fault: faultOf(image, size), pkgbase };
  } finally {
    closeSync(file);
  }
}

/** One line, the name of a package. */
function readPkgbase(root: string, directory: string): string | null {
  if (!filesIn(root, directory).includes('pkgbase')) return null;
  const text = readTextBelow(root, `/${directory}/pkgbase`)?.trim() ?? '';
  return /^[\w@.+-]{1,100}$/.test(text) ? text : null;
}

function faultOf({ isCut, pe, isCompressed }: Image, size: number): string | null {
  if (size === 0) return 'is empty';
  if (isCut) return 'is truncated';
  return pe || isCompressed ? null : 'is no PE image';
}

function filesIn(root: string, path: string): readonly string[] {
  if (!isOwnDirectory(root, path)) return [];
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [one.name] : [],
  );
}

function directoriesIn(root: string, path: string): readonly string[] {
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? [one.name] : [],
  );
}
