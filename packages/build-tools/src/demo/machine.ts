// A machine in a directory: two NVMe disks, each with an ESP, booted from the first by systemd-boot.
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace.mjs';
import { entry, initrd, kernel, peImage, writeTree } from './boot-files.ts';

/** The PARTUUIDs of the two ESPs. */
export const partuuids = [
  '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
  '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
] as const;

const globalVariable = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
const loaderInterface = '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';
const randomSeed = 'loader/random-seed';

/** What each ESP says of itself; what only one of them keeps is in its own. */
const registry = 'loader/esp-sync';

/** Sets the machine up: what the kernel and udev say of its disks, the variables of its boot, and both ESPs. */
export function makeMachine(machine: string): void {
  cpSync(join(workspaceRoot, 'test/roots/two-nvme'), machine, { recursive: true, verbatimSymlinks: true });
  // git keeps no empty directories, so the captured machine has no mount points.
  for (const name of ['efi0', 'efi1', 'boot', 'run']) mkdirSync(join(machine, name));
  bootFrom(machine, 0);
  writeTree(join(machine, 'efi0'), {
    'EFI/BOOT/BOOTX64.EFI': peImage('systemd-boot', 120_000),
    'EFI/systemd/systemd-bootx64.efi': peImage('systemd-boot', 120_000),
    'loader/loader.conf': 'default arch.conf\ntimeout 3\n',
    'loader/entries/arch.conf': entry('Arch Linux', 'vmlinuz-linux', 'initramfs-linux.img'),
    'loader/entries/arch-lts.conf': entry('Arch Linux (LTS)', 'vmlinuz-linux-lts', 'initramfs-linux-lts.img'),
    'vmlinuz-linux-lts': kernel('6.18.2-1-lts'),
    'initramfs-linux-lts.img': initrd('6.18.2-1-lts'),
    [randomSeed]: randomBytes(32),
  });
  upgrade(machine, '6.19.4-arch1-1');
  writeTree(join(machine, 'efi1'), {
    'EFI/debian/grubx64.efi': peImage('another system', 90_000),
    [randomSeed]: randomBytes(32),
  });
}

/** Makes the variables of a boot from one of the ESPs: by the firmware's load option, and by systemd-boot there. */
export function bootFrom(machine: string, index: 0 | 1): void {
  const variables = join(machine, 'sys/firmware/efi/efivars');
  // Four bytes of attributes come first. BootCurrent is the number of Boot0001 or Boot0002, of this very machine.
  const attributes = Buffer.from([6, 0, 0, 0]);
  const current = Buffer.from([index + 1, 0]);
  writeFileSync(join(variables, `BootCurrent-${globalVariable}`), Buffer.concat([attributes, current]));
  const partuuid = Buffer.from(`${partuuids[index].toUpperCase()}\0`, 'utf16le');
  const loader = `LoaderDevicePartUUID-${loaderInterface}`;
  writeFileSync(join(variables, loader), Buffer.concat([attributes, partuuid]));
}

/** Installs a kernel as Arch does: the pair is replaced under its own names. */
export function upgrade(machine: string, release: string): void {
  writeTree(join(machine, 'efi0'), {
    'vmlinuz-linux': kernel(release),
    'initramfs-linux.img': initrd(release),
  });
}

/** What a tree holds: the digest of each file by its path, what is each ESP's own left out. */
export function digests(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!path.isFile()) continue;
    const full = join(path.parentPath, path.name);
    const name = full.slice(root.length + 1);
    if (name !== randomSeed && name !== registry)
      found[name] = createHash('sha256').update(readFileSync(full)).digest('hex');
  }
  return found;
}

/** The seed that no two ESPs share. */
export function seedOf(root: string): string {
  return readFileSync(join(root, randomSeed)).toString('hex');
}
