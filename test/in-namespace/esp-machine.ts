import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { binaryOf } from '../support/binaries.ts';

// A machine with real block devices and mounts below a directory. To be used in a mount namespace that is thrown away.
//
// Its partitions are loop devices, about which udev's database, as lsblk reads it, says what it says about partitions
// of a GPT: kernels that build and test software often parse no partition tables.

export function sh(script: string, ...args: readonly string[]): string {
  const full = ['-euc', script, 'sh', ...args];
  return execFileSync('sh', full, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Whether this kernel mounts FAT. */
export function hasVfat(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'vfat-'));
  try {
    sh(
      'cd "$1"; truncate -s 2M image; mkfs.vfat image; mkdir m; mount -t vfat -o loop image m; umount m',
      directory,
    );
    return true;
  } catch {
    return false;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A mount helper of mount(8) for the type vfat. */
export interface StandIn {
  /** A file with the options of each call. */
  readonly log: string;
  /** While this file exists, something else is mounted than what was asked for. */
  readonly liar: string;
}

/** Lets ext4 stand in for vfat, without the option that ext4 does not know. */
export function letExt4StandIn(): StandIn {
  const directory = mkdtempSync(join(tmpdir(), 'helper-'));
  const helper = join(directory, 'bin/mount.vfat');
  const log = join(directory, 'options');
  const liar = join(directory, 'liar');
  mkdirSync(join(directory, 'bin'));
  writeFileSync(
    helper,
    `#!/bin/sh
device=$1 target=$2
shift 2
while getopts sfnvN:o:t: option; do [ "$option" = o ] && options=$OPTARG; done
echo "$options" >>${log}
[ ! -e ${liar} ] || exec mount -i -t tmpfs tmpfs "$target"
exec mount -i -t ext4 -o "$(echo "$options" | sed 's/umask=[0-7]*,*//')" -- "$device" "$target"
`,
  );
  chmodSync(helper, 0o755);
  const sbin = realpathSync('/sbin');
  sh('mount -t overlay -o "lowerdir=$1:$2" overlay "$2"', join(directory, 'bin'), sbin);
  return { log, liar };
}

export interface Partition {
  readonly partuuid: string;
  readonly device: string;
  /** The file behind the device. */
  readonly image: string;
}

const types = {
  esp: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  xbootldr: 'bc13c2ff-59e6-4262-a352-b275fd6f7172',
} as const;

/** Replaces udev's database by an empty one of this namespace's own. */
export function emptyUdev(): void {
  sh('mkdir -p /run/udev; mount -t tmpfs tmpfs /run/udev; mkdir /run/udev/data');
}

/** A new partition, with a file system unless it is `broken`. */
export function newPartition(
  fstype: 'vfat' | 'ext4',
  partuuid: string,
  more: { kind?: keyof typeof types; broken?: true; fstype?: string } = {},
): Partition {
  const image = join(mkdtempSync(join(tmpdir(), 'partition-')), 'image');
  const make = fstype === 'vfat' ? 'mkfs.vfat' : 'mkfs.ext4 -q -O ^has_journal';
  sh(`truncate -s 8M "$1"; ${more.broken ? ':' : `${make} "$1" >/dev/null`}`, image);
  const device = sh('losetup --find --show "$1"', image);
  const properties = [
    `ID_FS_TYPE=${more.fstype ?? 'vfat'}`,
    'ID_PART_ENTRY_SCHEME=gpt',
    `ID_PART_ENTRY_UUID=${partuuid}`,
    `ID_PART_ENTRY_TYPE=${types[more.kind ?? 'esp']}`,
  ];
  const number = sh('lsblk --nodeps --noheadings --output MAJ:MIN "$1"', device);
  writeFileSync(`/run/udev/data/b${number}`, properties.map((property) => `E:${property}\n`).join(''));
  return { partuuid, device, image };
}

/** Takes a partition away, with all its mounts. */
export function removePartition({ device, image }: Partition): void {
  const number = sh('lsblk --nodeps --noheadings --output MAJ:MIN "$1"', device);
  rmSync(`/run/udev/data/b${number}`, { force: true });
  sh('umount --all-targets "$1" 2>/dev/null || :; losetup --detach "$1"', device);
  rmSync(dirname(image), { recursive: true });
}

/** A running machine's root directory: with its own /proc mounted, as a chroot is prepared. */
export function newRoot(...directories: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'root-'));
  for (const directory of ['proc', ...directories]) mkdirSync(join(root, directory), { recursive: true });
  sh('mount --bind /proc "$1/proc"', root);
  return root;
}

/** Takes a root directory away, with all mounts below it. */
export function removeRoot(root: string): void {
  sh('umount --lazy "$1/proc"', root);
  for (const line of mountsBelow(root).toReversed()) {
    sh('umount --lazy -- "$1"', join(root, line.slice(0, line.lastIndexOf(' '))));
  }
  rmSync(root, { recursive: true });
}

/** What is mounted below a root: `MOUNTPOINT DEVICE`, in the order of mounting, without its /proc. */
export function mountsBelow(root: string): readonly string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines.flatMap((line) => {
    const fields = line.split(' ');
    const place = fields[4] ?? '';
    const source = fields[fields.indexOf('-') + 2];
    const isOurs = place.startsWith(`${root}/`) && place !== `${root}/proc`;
    return isOurs ? [`${place.slice(root.length)} ${source}`] : [];
  });
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs esp-bind. */
export function espBind(args: readonly string[], input: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // A process group of its own: an automount answers nobody who is in the group of its daemon.
    const child = spawn(binaryOf('esp-bind'), args, {
      detached: true,
      env: {},
      timeout: 20_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.on('error', () => undefined); // refused before it was read
    child.stdin.end(input);
  });
}
