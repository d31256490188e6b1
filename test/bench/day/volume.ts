import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasVfat } from '../../fixtures/esp-machine.ts';
import { shell } from './shell.ts';

/** A loop disk with a file system, and where it belongs. */
export interface Volume {
  readonly place: string;
  isMounted(): Promise<boolean>;
  /** Has it mounted: an automount by a look at it. */
  mount(): Promise<void>;
  /** Waits a moment for whoever uses it; false when it cannot be unmounted. */
  unmount(seconds?: number): Promise<boolean>;
  /** Bytes that have been written to the disk while it was mounted, the file system's own among them. */
  written(): Promise<number>;
  /** Bytes that somebody has written into the directory below, while the disk was away. */
  below(): Promise<number>;
  /** Ends the process that mounts it. */
  close(): void;
}

let espType: 'vfat' | 'ext4' | null = null;

/** What ESPs have here: FAT, or ext4 in its place where the kernel has none. */
export function typeOfEsps(): 'vfat' | 'ext4' {
  espType ??= hasVfat() ? 'vfat' : 'ext4';
  return espType;
}

/** A new file system of so many MiB, mounted on a directory. */
export async function newVolume(
  images: string,
  place: string,
  type: 'vfat' | 'ext4',
  mebibytes: number,
  how: 'plain' | 'automount' = 'plain',
): Promise<Volume> {
  const image = join(images, `${place.replaceAll('/', '-')}.image`);
  const make = type === 'vfat' ? 'mkfs.vfat' : 'mkfs.ext4 -q -E lazy_itable_init=0,lazy_journal_init=0';
  await shell(`truncate -s "$2M" "$1"; ${make} "$1" >/dev/null`, image, String(mebibytes));
  mkdirSync(place, { recursive: true });
  const automount = how === 'automount' ? await startAutomount(place, type, image) : null;
  let before = 0;
  let [written, below] = [0, 0];
  const device = () =>
    shell('findmnt --noheadings --output SOURCE --types "$1" --mountpoint "$2" || :', type, place);
  async function writtenSince(): Promise<number> {
    const now = await device();
    if (now === '') return 0;
    await shell('sync -f "$1"', place);
    return bytesWrittenTo(now) - before;
  }
  const volume: Volume = {
    place,
    isMounted: async () => (await device()) !== '',
    async mount() {
      if (await volume.isMounted()) return;
      if (automount === null) {
        below += await sizeOf(place);
        for (const name of readdirSync(place)) rmSync(join(place, name), { recursive: true });
        await shell('mount -t "$1" -o loop "$2" "$3"', type, image, place);
      } else await shell('ls "$1/" >/dev/null', place);
      before = bytesWrittenTo(await device());
    },
    async unmount(seconds = 5) {
      for (const end = Date.now() + seconds * 1000; ; await sleep(50)) {
        if (!(await volume.isMounted())) return true;
        const since = await writtenSince();
        if ((await shell('umount "$1" 2>/dev/null && echo free || :', place)) === 'free') {
          written += since;
          return true;
        }
        if (Date.now() > end) return false;
      }
    },
    written: async () => written + (await writtenSince()),
    below: async () => below + ((await volume.isMounted()) ? 0 : await sizeOf(place)),
    close: () => automount?.stdin?.end(),
  };
  await volume.mount();
  rmSync(join(place, 'lost+found'), { recursive: true, force: true });
  return volume;
}

async function startAutomount(place: string, type: string, image: string): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'automount.py');
  // In a process group of its own: whoever is in it finds what is below.
  const child = spawn('python3', [program, place, type, image], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
  if (String(first).trim() !== 'ready') throw new Error(`no automount on ${place}`);
  return child;
}

/** Sectors written, of 512 bytes whatever the disk has: the seventh field of the kernel's Documentation/block/stat.rst. */
function bytesWrittenTo(device: string): number {
  const fields = readFileSync(`/sys/class/block/${basename(device)}/stat`, 'utf8')
    .trim()
    .split(/ +/);
  return Number(fields[6]) * 512;
}

async function sizeOf(directory: string): Promise<number> {
  const script = 'find "$1" -xdev -type f -printf "%s\\n" | awk \'{ sum += $1 } END { print sum + 0 }\'';
  return Number(await shell(script, directory));
}
