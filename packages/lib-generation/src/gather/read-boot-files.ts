import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Refusal } from '@twinroot/lib-failure';
import { isOwnDirectory } from '@twinroot/lib-sysroot';
import { imageHeadLength, inspectImage } from '@twinroot/lib-uki';
import { type BootFilesFound, bootFilesOf, isKernelName, type KernelFound } from '../decide/boot-files.ts';

/**
 * Looks for the kernel of a root, its modules and its initrd. No symlink is followed: it may lead out of that root.
 *
 * @param root of a generation, as it can be read here
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readBootFiles(root: string): BootFilesFound | Refusal {
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
  return bootFilesOf({ kernels, boot, modules: [...modules] });
}

function readKernel(root: string, path: string): KernelFound {
  const file = openSync(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const read = (at: number, length: number) => {
      const room = Buffer.alloc(length);
      return room.subarray(0, readSync(file, room, 0, length, at));
    };
    const { kernelVersion } = inspectImage(read(0, imageHeadLength), fstatSync(file).size, read);
    return { path, release: kernelVersion };
  } finally {
    closeSync(file);
  }
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
