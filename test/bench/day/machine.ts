import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entry, kernel, program, writeTree } from '../../fixtures/boot-tree.ts';
import { shell } from './shell.ts';
import { newVolume, typeOfEsps, type Volume } from './volume.ts';

/** A sync item, as the machine names it. */
export interface Tree {
  /** With a slash at its end: its content is copied. */
  readonly source: string;
  /** Below the directory of the trees of each mirror disk. */
  readonly name: string;
  readonly exclude: readonly string[];
}

/** What one candidate writes to: disks of its own. */
export interface MirrorDisks {
  readonly esp: Volume;
  readonly trees: Volume;
}

/** A machine below a directory, in a mount namespace that is thrown away. */
export interface Machine {
  /** Its root directory, which is the mount of a disk. */
  readonly root: string;
  readonly esp: Volume;
  /** A disk with data that is not always mounted. */
  readonly data: Volume;
  readonly trees: readonly Tree[];
  /** Files of the bench itself. */
  readonly work: string;
  readonly mirrors: Map<string, MirrorDisks>;
}

/** Bytes of a kernel and of an initrd. */
export const sizes = { kernel: 2_000_000, initrd: 6_000_000 } as const;

/** A new machine with an ESP from which it boots, and with the trees filled. */
export async function newMachine(trees: readonly Tree[], dataPlace: string): Promise<Machine> {
  const work = mkdtempSync(join(tmpdir(), 'twinroot-bench-day-'));
  const root = join(work, 'root');
  await newVolume(work, root, 'ext4', 96);
  for (const directory of ['proc', 'run', 'tmp', 'var/lib/pacman', 'var/lib/dpkg'])
    mkdirSync(join(root, directory), { recursive: true });
  // What runs outside of a machine's root, as the scripts of units do, has a /run of its own as well.
  await shell('mount --bind /proc "$1/proc"; mount -t tmpfs tmpfs /run', root);
  const esp = await newVolume(work, join(root, 'efi'), typeOfEsps(), 96, 'automount');
  const data = await newVolume(work, join(root, dataPlace), 'ext4', 64, 'automount');
  fillEsp(esp.place);
  for (const { source, exclude } of trees) fillTree(join(root, source), exclude);
  return { root, esp, data, trees, work, mirrors: new Map() };
}

/** Gives a candidate disks to write to. */
export async function addMirror({ root, work, trees, mirrors }: Machine, name: string): Promise<MirrorDisks> {
  const esp = await newVolume(work, join(root, 'mnt', `${name}-esp`), typeOfEsps(), 96);
  const disk = await newVolume(work, join(root, 'mnt', `${name}-trees`), 'ext4', 96);
  mkdirSync(join(esp.place, 'esp'));
  for (const tree of trees) mkdirSync(join(disk.place, tree.name));
  const disks = { esp, trees: disk };
  mirrors.set(name, disks);
  return disks;
}

/** Takes a machine away; what is mounted goes with the namespace, or now. */
export async function removeMachine({ root, work, esp, data }: Machine): Promise<void> {
  for (const volume of [esp, data]) volume.close();
  await shell('umount --recursive --lazy "$1"', root);
  rmSync(work, { recursive: true });
}

/** What a mirror of the ESP need not have: each has its own seed, and the registry is our own. */
const ownOfEach = ['--exclude=random-seed', '--exclude=esp-sync', '--exclude=lost+found'];

/** The sources whose copies by a candidate differ from them. */
export async function differing(
  { root, esp, trees, mirrors }: Machine,
  name: string,
): Promise<readonly string[]> {
  const disks = mirrors.get(name);
  if (disks === undefined) return [];
  const pairs = [
    { source: `${esp.place}/`, copy: join(disks.esp.place, 'esp'), options: ownOfEach },
    ...trees.map((tree) => ({
      source: join(root, tree.source),
      copy: join(disks.trees.place, tree.name),
      options: ['--exclude=/lost+found', ...tree.exclude.map((pattern) => `--exclude=${pattern}`)],
    })),
  ];
  const found: string[] = [];
  for (const { source, copy, options } of pairs) {
    if (await isSame(source, copy, options)) continue;
    const isEmpty = readdirSync(copy).length === 0;
    found.push(`${source.slice(root.length)}${isEmpty ? ' (emptied)' : ''}`);
  }
  return found;
}

/** By the contents: rsync copies nothing and deletes nothing, and touches nothing here. */
async function isSame(source: string, copy: string, options: readonly string[]): Promise<boolean> {
  const script =
    'from=$1 to=$2; shift 2; mkdir -p "$to"; rsync -rnc --delete --out-format="%i %n" "$@" "$from" "$to/"';
  return (await shell(script, source, copy, ...options)) === '';
}

/** An initrd of a machine, as a whole. */
export function initrd(mark: number): Buffer {
  return Buffer.alloc(sizes.initrd, mark);
}

/** Whether an initrd is one of a machine, as a whole, however old. */
export function isWholeInitrd(content: Buffer): boolean {
  return content.length === sizes.initrd && content.every((byte) => byte === content[0]);
}

/** A kernel as large as kernels are here. */
export function bigKernel(release: string): Buffer {
  return Buffer.concat([kernel(release), Buffer.alloc(sizes.kernel)]);
}

function fillEsp(esp: string): void {
  writeTree(esp, {
    'EFI/BOOT/BOOTX64.EFI': program('systemd-boot 1', 120_000),
    'EFI/systemd/systemd-bootx64.efi': program('systemd-boot 1', 120_000),
    'loader/loader.conf': 'timeout 3\n',
    'loader/random-seed': Buffer.alloc(32, 1),
    'vmlinuz-linux': bigKernel('6.6.1'),
    'initramfs-linux.img': initrd(1),
    'loader/entries/arch.conf': entry('Arch Linux', '/vmlinuz-linux', '/initramfs-linux.img'),
    'token/6.1.0/linux': bigKernel('6.1.0'),
    'token/6.1.0/initrd': initrd(2),
    'loader/entries/token-6.1.0.conf': entry('Linux 6.1.0', '/token/6.1.0/linux', '/token/6.1.0/initrd'),
  });
}

/** 600 small files in 40 directories, and the excluded ones. */
function fillTree(directory: string, excluded: readonly string[]): void {
  for (const path of excluded) mkdirSync(join(directory, path), { recursive: true });
  for (let number = 0; number < 600; number += 1) {
    const place = join(directory, `d${number % 8}/e${number % 5}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `file-${number}`), `content ${number}\n`.repeat(100));
  }
}
