import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { BiosDisks } from '../decide/step.ts';
import type { StepResult } from '../decide/step-result.ts';

/** Where boot loaders that a BIOS starts have their files; below a root. */
const loaderFiles = [
  'boot/grub/grub.cfg',
  'boot/grub2/grub.cfg',
  'boot/extlinux/extlinux.conf',
  'boot/syslinux/syslinux.cfg',
];

/**
 * Looks whether a BIOS finds a boot loader on the clone's disk: no copy of files brings one. Its code is in the first 440 bytes of
 * the disk, before the disk's signature (UEFI 2.10, table 5.1); new disks have zeros there.
 *
 * @param root the clone's root
 * @throws {NodeJS.ErrnoException} EIO, EACCES
 */
export function lookAtBootCode({ source, clone }: BiosDisks, root: string, sysroot: string): StepResult {
  const hasFiles = loaderFiles.some((path) => existsSync(`${root}/${path}`));
  const isBooted = hasFiles || (source !== null && hasBootCode(join(sysroot, source)));
  if (!isBooted || hasBootCode(join(sysroot, clone))) return { state: 'same' };
  return {
    state: 'failed',
    why: `the first sector of ${clone} has no boot code, so no BIOS boots the clone: run grub-install with --boot-directory and ${clone}, once`,
  };
}

function hasBootCode(disk: string): boolean {
  const file = openSync(disk, 'r');
  try {
    const code = Buffer.alloc(440);
    readSync(file, code, 0, code.length, 0);
    return code.some((byte) => byte !== 0);
  } finally {
    closeSync(file);
  }
}
