import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../host/run.ts';
import { type Image, type SectorStore, sectorSize } from './sectors.ts';

/** A tree of generations, as a machine that comes up would find it. */
export interface GenerationTree {
  /** Id of the generation that current/0 leads to; null: it leads nowhere. */
  readonly current: string | null;
  /** What lies in snapshots/ under the name of a generation, by id: whether its root is sealed, and the id and the mark in its /etc. */
  readonly generations: ReadonlyMap<
    string,
    { readonly isSealed: boolean; readonly id: string; readonly mark: string }
  >;
}

/** Reads trees out of images of a btrfs. */
export interface TreeReader {
  /** @returns null: it cannot be mounted */
  read(image: Image): Promise<GenerationTree | null>;
  close(): Promise<void>;
}

/** Mounts a copy, as mounting replays what btrfs has in its log, and tells what is there, a line each. */
const readScript = `set -u
cd "$1"
cp --reflink=always base cut
loop=$(losetup --find --show cut)
if mount -t btrfs -o ro "$loop" mnt 2>/dev/null; then
  printf 'current %s\\n' "$(readlink mnt/current/0 2>/dev/null)"
  for root in mnt/snapshots/[0-9]*; do
    [ -e "$root" ] || continue
    printf 'generation %s %s %s %s\\n' "$(basename "$root")" "$(btrfs property get -ts "$root/@" ro 2>/dev/null || echo no root)" \\
      "$(cat "$root/@/etc/generation" 2>/dev/null)" "$(cat "$root/@/etc/mark" 2>/dev/null)"
  done
  umount mnt
else
  echo unmountable
fi
losetup --detach "$loop"
btrfs device scan --forget >/dev/null 2>&1
rm cut`;

/**
 * Opens a reader for images of one btrfs. As root.
 *
 * @param length of the images, in sectors
 */
export async function openTreeReader(length: number, store: SectorStore): Promise<TreeReader> {
  const place = mkdtempSync(join(tmpdir(), 'twinroot-trees-'));
  const [scratch, files] = [join(place, 'scratch'), join(place, 'files')];
  mkdirSync(files);
  // Copies of a file on btrfs share its blocks, and are made at once.
  writeFileSync(scratch, '');
  truncateSync(scratch, 8 * 2 ** 30);
  await run('mkfs.btrfs', ['--quiet', scratch]);
  await run('mount', ['-o', 'loop', scratch, files]);
  mkdirSync(join(files, 'mnt'));
  const base = join(files, 'base');
  writeFileSync(base, '');
  truncateSync(base, length * sectorSize);
  let written: Image = new Uint32Array(length);
  const known = new Map<string, GenerationTree | null>();
  return {
    read: async (image) => {
      const key = keyOf(image);
      const before = known.get(key);
      if (before !== undefined) return before;
      writeDifference(base, written, image, store);
      written = image.slice();
      const tree = treeOf(await run('sh', ['-c', readScript, 'sh', files]));
      known.set(key, tree);
      return tree;
    },
    close: async () => {
      // Another process may be looking at it: those that ask for the mounts of all namespaces do.
      await run('umount', ['--lazy', files]);
      rmSync(place, { recursive: true });
    },
  };
}

function treeOf(text: string): GenerationTree | null {
  if (text.startsWith('unmountable')) return null;
  const generations = new Map<string, { isSealed: boolean; id: string; mark: string }>();
  let current: string | null = null;
  for (const line of text.split('\n')) {
    const [word, name = '', ...rest] = line.split(' ');
    if (word === 'current') current = /^\.\.\/\.\.\/snapshots\/(\w+)$/.exec(name)?.[1] ?? null;
    const [ro = '', id = '', mark = ''] = rest;
    if (word === 'generation') generations.set(name, { isSealed: ro === 'ro=true', id, mark });
  }
  return { current, generations };
}

/** Two images with one key have the same content: FNV-1a with two multipliers. */
function keyOf(image: Image): string {
  let [one, two] = [0x811c9dc5, image.length | 0];
  for (let at = 0; at < image.length; at += 1) {
    const number = image[at] ?? 0;
    one = Math.imul(one ^ number, 0x01000193);
    two = Math.imul(two ^ number, 0x85ebca6b) + 1;
  }
  return `${one}:${two}`;
}

function writeDifference(path: string, from: Image, to: Image, store: SectorStore): void {
  const file = openSync(path, 'r+');
  for (let sector = 0; sector < to.length; sector += 1) {
    const number = to[sector] ?? 0;
    if (number !== from[sector]) writeSync(file, store.contentOf(number), 0, sectorSize, sector * sectorSize);
  }
  closeSync(file);
}
