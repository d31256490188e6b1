import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { readmeCommands } from '../../support/readme-commands.ts';

// What the kernel and udev do with a partition table, for a disk whose kernel parses none: `$1N` for each partition of
// the disk $1, and links by PARTUUID below $2.
const udev = `settle() {
  partx --show --noheadings --output NR,START,SECTORS,UUID "$1" | while read -r n start sectors uuid; do
    [ ! -e "$2/by-partuuid/$uuid" ] || continue
    part=$(losetup --find --show --offset $((start * 512)) --sizelimit $((sectors * 512)) "$1")
    ln -s "$part" "$1$n"
    ln -s "$part" "$2/by-partuuid/$uuid"
  done
}
`;

/** A disk with these partitions, each with a file system, at `sdb`; and what is free behind them. */
function newDisk(directory: string, numbers: readonly number[]): string {
  const disk = join(directory, 'sdb');
  mkdirSync(join(directory, 'disk/by-partuuid'), { recursive: true });
  sh('truncate -s 2G "$1"', join(directory, 'image'));
  symlinkSync(sh('losetup --find --show "$1"', join(directory, 'image')), disk);
  for (const number of numbers) {
    sh('sgdisk --new="$2":0:+8M --change-name="$2":EFI1 "$1"', disk, String(number));
    sh(`${udev}settle "$1" "$2"; mkfs.ext4 -q "$1$3"`, disk, join(directory, 'disk'), String(number));
  }
  return disk;
}

for (const [title, numbers] of [
  ['an empty disk', []],
  ['a disk with partitions', [1, 2]],
  ['a disk with a gap between its numbers', [1, 3]],
] as const) {
  t.test(`step 1 formats what it has made, and nothing else: ${title}`, async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'second-esp-'));
    t.teardown(() => {
      sh('for link in "$1"*; do losetup --detach "$(readlink "$link")"; done', join(directory, 'sdb'));
      rmSync(directory, { recursive: true });
    });
    const disk = newDisk(directory, numbers);
    const before = numbers.map((number) => readFileSync(`${disk}${number}`));
    const commands = readmeCommands(1)
      .replaceAll('/dev/disk/', join(directory, 'disk/'))
      .replaceAll('/dev/sdb', disk)
      .replaceAll('udevadm settle', 'settle "$1" "$2"');
    sh(`${udev}${commands}`, disk, join(directory, 'disk'));
    for (const [index, number] of numbers.entries())
      t.ok(readFileSync(`${disk}${number}`).equals(before[index] ?? Buffer.alloc(0)), `partition ${number}`);
    const rows = sh('partx --show --noheadings --output NR,TYPE "$1"', disk).split('\n');
    const made = rows
      .map((row) => row.trim().split(/ +/))
      .filter(([number]) => !numbers.some((n) => `${n}` === number));
    t.same(
      made.map(([, type]) => type),
      ['c12a7328-f81f-11d2-ba4b-00a0c93ec93b'],
    );
    // The label of FAT32, at byte 71 of its boot sector.
    const sector = sh('head -c 512 "$1" | od -An -v -c -j 71 -N 11', `${disk}${made[0]?.[0]}`);
    t.equal(sector.replaceAll(' ', ''), 'EFI1');
  });
}
