import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasVfat, sh } from '../../fixtures/esp-machine.ts';

/** A loop disk with a file system, and where it belongs. */
export interface Volume {
  readonly place: string;
  mount(): void;
  /** Waits a moment for whoever uses it; false when it cannot be unmounted. */
  unmount(seconds?: number): Promise<boolean>;
  /** Bytes that have been written to the disk while it was mounted, the file system's own among them. */
  written(): number;
  /** Bytes that somebody has written into the directory below, while the disk was away. */
  below(): number;
}

let espType: 'vfat' | 'ext4' | null = null;

/** What ESPs have here: FAT, or ext4 in its place where the kernel has none. */
export function typeOfEsps(): 'vfat' | 'ext4' {
  espType ??= hasVfat() ? 'vfat' : 'ext4';
  return espType;
}

/** A new file system of so many MiB, mounted on a directory. */
export function newVolume(images: string, place: string, type: 'vfat' | 'ext4', mebibytes: number): Volume {
  const image = join(images, place.replaceAll('/', '-'));
  const make = type === 'vfat' ? 'mkfs.vfat' : 'mkfs.ext4 -q -E lazy_itable_init=0,lazy_journal_init=0';
  sh(`truncate -s "$2M" "$1"; ${make} "$1" >/dev/null`, image, String(mebibytes));
  mkdirSync(place, { recursive: true });
  let mounted: { readonly device: string; readonly before: number } | null = null;
  let [written, below] = [0, 0];
  function writtenSince(): number {
    if (mounted === null) return 0;
    sh('sync -f "$1"', place);
    return bytesWrittenTo(mounted.device) - mounted.before;
  }
  const volume: Volume = {
    place,
    mount() {
      below += sizeOf(place);
      for (const name of readdirSync(place)) rmSync(join(place, name), { recursive: true });
      sh('mount -t "$1" -o loop "$2" "$3"', type, image, place);
      const device = sh('findmnt --noheadings --output SOURCE --mountpoint "$1"', place);
      mounted = { device, before: bytesWrittenTo(device) };
    },
    async unmount(seconds = 5) {
      for (const end = Date.now() + seconds * 1000; ; await sleep(50)) {
        const since = writtenSince();
        if (sh('umount "$1" 2>/dev/null && echo free || :', place) === 'free') {
          written += since;
          mounted = null;
          return true;
        }
        if (Date.now() > end) return false;
      }
    },
    written: () => written + writtenSince(),
    below: () => below + (mounted === null ? sizeOf(place) : 0),
  };
  volume.mount();
  rmSync(join(place, 'lost+found'), { recursive: true, force: true });
  return volume;
}

/** Sectors written, of 512 bytes whatever the disk has: the seventh field of the kernel's Documentation/block/stat.rst. */
function bytesWrittenTo(device: string): number {
  const fields = readFileSync(`/sys/class/block/${basename(device)}/stat`, 'utf8')
    .trim()
    .split(/ +/);
  return Number(fields[6]) * 512;
}

function sizeOf(directory: string): number {
  return Number(
    sh('find "$1" -xdev -type f -printf "%s\\n" | awk \'{ sum += $1 } END { print sum + 0 }\'', directory),
  );
}
