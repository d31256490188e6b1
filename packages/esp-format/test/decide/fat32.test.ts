import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fat32Of, isEmptyRoot, leastClusters, leastFat32 } from '../../src/decide/fat32.ts';

const mib = 1024 * 1024;

/** What mkfs.fat makes. */
function volume(directory: string, ...args: readonly string[]): Buffer {
  const image = join(directory, `image-${args.join('')}`);
  execFileSync('mkfs.fat', ['-C', ...args.slice(0, -1), image, args.at(-1) ?? ''], { stdio: 'ignore' });
  return readFileSync(image);
}

t.test('the least size: mkfs.fat makes FAT32 of it, and not of a MiB less', async (t) => {
  t.same(
    [512, 1024, 2048, 4096].map((size) => leastFat32(size) / mib),
    [33, 65, 129, 257],
  );
  const directory = t.testdir();
  for (const sectorSize of [512, 4096]) {
    const least = leastFat32(sectorSize);
    const args = ['-F', '32', '-S', String(sectorSize)];
    const fat = fat32Of(volume(directory, ...args, String(least / 1024)));
    t.match(fat, { sectorSize, clusterSize: sectorSize });
    t.ok((fat?.clusters ?? 0) >= leastClusters);
    t.equal(fat32Of(volume(directory, ...args, String((least - mib) / 1024))), null);
  }
});

t.test('the root directory is where the volume says', async (t) => {
  const image = volume(t.testdir(), '-F', '32', '-n', 'EFI02', String(300 * 1024));
  const fat = fat32Of(image);
  if (fat === null) throw new Error('no FAT32');
  const root = image.subarray(fat.rootStart, fat.rootStart + fat.clusterSize);
  t.equal(root.subarray(0, 11).toString(), 'EFI02      ');
  t.ok(isEmptyRoot(root));
});

t.test('what is no such volume', async (t) => {
  const image = volume(t.testdir(), '-F', '16', String(30 * 1024));
  for (const sector of [image, Buffer.alloc(0), Buffer.alloc(512), Buffer.alloc(512, 0xff)])
    t.equal(fat32Of(sector), null);
  const good = volume(t.testdir(), '-F', '32', String(40 * 1024)).subarray(0, 512);
  t.ok(fat32Of(good));
  for (const [at, byte] of [
    [510, 0],
    [13, 0],
    [13, 3],
    [16, 0],
    [22, 1],
    [44, 3],
    [11, 1],
  ] as const) {
    const sector = Buffer.from(good);
    sector[at] = byte;
    t.equal(fat32Of(sector), null, `byte ${at}`);
  }
});

t.test('a file, or one that was deleted, is content', async (t) => {
  const directory = Buffer.alloc(512);
  t.ok(isEmptyRoot(directory));
  for (const [first, attributes, isEmpty] of [
    [0x45, 0x08, true],
    [0x45, 0x20, false],
    [0x45, 0x10, false],
    [0x45, 0x0f, false],
    [0xe5, 0x20, false],
  ] as const) {
    directory[32] = first;
    directory[43] = attributes;
    t.equal(isEmptyRoot(directory), isEmpty, `${first} ${attributes}`);
  }
});
