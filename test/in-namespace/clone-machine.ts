import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type t from 'tap';
import { sh } from './esp-machine.ts';
import { letAge, newPlace, wholeOf } from './tree-machine.ts';

// A root with a /boot of its own, and the empty file systems that it is cloned to. To be used in a mount namespace that is
// thrown away, with a database of udev's of its own, in which lsblk finds what udev says about disks.

/** A file system on a loop device. */
export interface Disk {
  readonly device: string;
  /** The file behind it. */
  readonly image: string;
  readonly uuid: string;
}

/** What a disk is made like. */
export interface DiskForm {
  readonly mebibytes?: number;
  /** What lsblk says that it is. All are ext4, which stands in for FAT where the kernel has none. */
  readonly fstype?: 'ext4' | 'vfat' | 'linux_raid_member';
  /** GUID of the partition's type. */
  readonly type?: string;
}

const made = { disks: 0 };

/** A new file system, of which lsblk knows the UUID. */
export function newFileSystem({ mebibytes = 24, fstype = 'ext4', type }: DiskForm = {}): Disk {
  made.disks += 1;
  const number = made.disks.toString(16).padStart(4, '0');
  const ext4 = `${number}${number}-1111-4111-8111-111111111111`;
  const uuid = fstype === 'vfat' ? `AB12-${number.toUpperCase()}` : ext4;
  const image = join(mkdtempSync(join(tmpdir(), 'clone-disk-')), 'image');
  const make = 'mkfs.ext4 -q -O ^has_journal,^resize_inode -m 0 -E lazy_itable_init=0';
  sh(`truncate -s "$1M" "$2"; ${make} -U "$3" "$2"`, String(mebibytes), image, ext4);
  const device = sh('losetup --find --show "$1"', image);
  const directory = dirname(image);
  sh('mkdir "$2/m"; mount -t ext4 "$1" "$2/m"; rmdir "$2/m/lost+found"; umount "$2/m"', device, directory);
  const properties = [`ID_FS_TYPE=${fstype}`, `ID_FS_UUID=${uuid}`, `ID_FS_UUID_ENC=${uuid}`];
  if (type !== undefined) properties.push('ID_PART_ENTRY_SCHEME=gpt', `ID_PART_ENTRY_TYPE=${type}`);
  writeFileSync(databaseOf(device), properties.map((property) => `E:${property}\n`).join(''));
  return { device, image, uuid };
}

function databaseOf(device: string): string {
  return `/run/udev/data/b${sh('lsblk --nodeps --noheadings --output MAJ:MIN "$1"', device)}`;
}

/** Mounts a disk; its mount point is made. */
export function mountDisk({ device }: Disk, directory: string): void {
  mkdirSync(directory, { recursive: true });
  sh('mount -t ext4 "$1" "$2"', device, directory);
}

/** Takes a disk away, with all its mounts. */
export function removeDisk({ device, image }: Disk): void {
  rmSync(databaseOf(device), { force: true });
  sh('umount --all-targets --recursive "$1" 2>/dev/null || :; losetup --detach "$1"', device);
  rmSync(dirname(image), { recursive: true });
}

/** A machine with two disks. */
export interface CloneMachine {
  readonly place: string;
  /** The source, mounted. */
  readonly from: string;
  /** Where the other disk is mounted, or is to be. */
  readonly to: string;
  readonly root: Disk;
  readonly boot: Disk;
  readonly newRoot: Disk;
  readonly newBoot: Disk;
  /** The map of ids, and a file with it. */
  readonly map: string;
  readonly mapFile: string;
  /** The usual call. */
  readonly args: readonly string[];
  /** Mounts the other disk. */
  mountTarget(): void;
}

/** What a machine is made like. */
export interface MachineForm {
  /** Of both boot file systems. */
  readonly boot?: DiskForm;
  readonly root?: DiskForm;
  readonly newRoot?: DiskForm;
  readonly newBoot?: DiskForm;
  /** Whether the other disk is not mounted. */
  readonly isBare?: true;
}

/** A new machine that ends with its test. */
export function newMachine(test: Pick<typeof t, 'teardown'>, form: MachineForm = {}): CloneMachine {
  const place = newPlace();
  const [from, to, mapFile] = [join(place, 'from'), join(place, 'to'), join(place, 'map')];
  const [root, newRoot] = [newFileSystem(form.root), newFileSystem({ ...form.root, ...form.newRoot })];
  const small = { mebibytes: 8, ...form.boot };
  const [boot, newBoot] = [newFileSystem(small), newFileSystem({ ...small, ...form.newBoot })];
  test.teardown(() => {
    for (const disk of [newBoot, newRoot, boot, root]) removeDisk(disk);
    rmSync(place, { recursive: true });
  });
  mountDisk(root, from);
  mountDisk(boot, join(from, 'boot'));
  writeSystem(from, root.uuid, boot.uuid);
  const map = `UUID=${root.uuid} UUID=${newRoot.uuid}\nUUID=${boot.uuid} UUID=${newBoot.uuid}\n`;
  writeFileSync(mapFile, map);
  const mountTarget = () => {
    mountDisk(newRoot, to);
    mountDisk(newBoot, join(to, 'boot'));
  };
  if (form.isBare) mkdirSync(to);
  else mountTarget();
  const args = ['--map', mapFile, '--from', from, '--to', to];
  return { place, from, to, root, boot, newRoot, newBoot, map, mapFile, args, mountTarget };
}

/** The texts that name ids, by their paths in the root. */
export const texts = [
  'boot/loader/entries/arch-1.conf',
  'boot/loader/loader.conf',
  'etc/cmdline.d/root.conf',
  'etc/fstab',
  'etc/kernel/cmdline',
];

function writeSystem(from: string, root: string, boot: string): void {
  sh(
    `cd "$1"
     mkdir -p dev etc/kernel etc/cmdline.d boot/loader/entries boot/arch/1 boot/EFI/BOOT usr/bin home/u/empty tmp mnt run proc sys
     chmod 1777 tmp; chmod 555 proc sys
     for i in dev mnt run tmp; do echo secret >$i/left; done
     printf 'seed' >boot/loader/random-seed
     cat >etc/fstab <<E
# <file system> of this machine
UUID=$2 / ext4 rw,relatime 0 1
UUID=$3 /boot auto defaults 0 2

tmpfs /tmp tmpfs nosuid 0 0
E
     chmod 640 etc/fstab; chgrp 34 etc/fstab
     setfattr -n user.note -v kept etc/fstab; setfacl -m u:77:r etc/fstab
     echo "root=UUID=$2 rw quiet" >etc/kernel/cmdline
     echo "root=UUID=$2" >etc/cmdline.d/root.conf
     echo MZ >boot/EFI/BOOT/BOOTX64.EFI
     echo 'default arch-*' >boot/loader/loader.conf
     head -c 300000 /dev/urandom >usr/bin/prog; ln usr/bin/prog home/u/hard; chmod 4755 usr/bin/prog
     ln -s ../nowhere home/u/link; ln -s /etc etc/self
     mknod home/u/null c 1 3; mkfifo home/u/pipe; chown -R 12:34 home/u/empty; chmod 700 home/u
     setfattr -n user.note -v kept home/u/hard; setfattr -n security.test -v kept home/u
     setfacl -m u:77:rwx,d:g:88:r home/u/empty
     head -c 100000 /dev/zero | tr '\\0' x >"home/u/a b [1]*#é"; truncate -s 3M home/u/sparse`,
    from,
    root,
    boot,
  );
  newKernel(from, root, '1');
  letAge(from);
  letAge(join(from, 'boot'));
}

/** Adds a kernel, with its entry. */
export function newKernel(from: string, root: string, version: string): void {
  sh(
    `cd "$1/boot"; mkdir -p "arch/$3"; echo "kernel $3" >"arch/$3/linux"; echo "initrd $3" >"arch/$3/initrd"
     printf 'title Arch %s\\nlinux /arch/%s/linux\\ninitrd /arch/%s/initrd\\noptions root=UUID=%s rw\\n' "$3" "$3" "$3" "$2" >"loader/entries/arch-$3.conf"`,
    from,
    root,
    version,
  );
}

/** Takes a kernel away, with its entry. */
export function removeKernel(from: string, version: string): void {
  sh('rm -r "$1/boot/arch/$2" "$1/boot/loader/entries/arch-$2.conf"', from, version);
}

/** What is made and not copied. */
const ownDirectories = ['dev', 'proc', 'sys', 'run', 'tmp', 'mnt'];
const ownFiles = '(?:(?:dev|mnt|run|tmp)/left|boot/loader/random-seed)';

/**
 * A root as a clone has to keep it, in lines: without the contents of the texts that are made for each, without the times of
 * directories in which there is nothing else, and without what is not copied.
 */
export function keptOf(root: string): readonly string[] {
  return wholeOf(root)
    .replace(new RegExp(`^# file: ${ownFiles}\n(?:.+\n)*\n`, 'gm'), '')
    .split('\n')
    .filter((line) => !new RegExp(`^(?:[0-9a-f]{64} {2}\\./)?${ownFiles}`).test(line))
    .filter((line) => !texts.some((text) => line.endsWith(`  ./${text}`)))
    .map((line) => {
      const [name = '', type] = line.split('|');
      const isOwn = ownDirectories.includes(name) || /(?:^|\/)(?:cmdline\.d|entries)$/.test(name);
      return type === 'd' && isOwn ? line.replace(/\|[\d.]+\|$/, '|') : line;
    });
}

/** A text of a root, as it is. */
export function textIn(root: string, path: string): string {
  return readFileSync(join(root, path), 'latin1');
}
