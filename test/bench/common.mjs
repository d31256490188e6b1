// What more than one of the benchmarks beside it needs.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The median of numbers; of an even count, the mean of the two in the middle. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Writes a file, and makes the directories above it. */
export function put(path, bytes) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** Runs a script of sh(1), which gets the arguments as $1, $2, …; what it wrote. */
export function sh(script, ...args) {
  return execFileSync('sh', ['-euc', script, 'sh', ...args], { encoding: 'utf8' }).trim();
}

/** Puts a section with its heading into docs/benchmarks.md, in the place of the one with the same; not when only a few rounds were asked for. */
export function putSection(heading, section) {
  process.stdout.write(section);
  if (process.env.BENCH_ROUNDS !== undefined) return;
  const page = join(import.meta.dirname, '../../docs/benchmarks.md');
  const [head, ...sections] = readFileSync(page, 'utf8').split(/^(?=## )/m);
  const others = sections.filter((each) => !each.startsWith(`${heading}\n`));
  writeFileSync(page, [head, ...others.map((each) => `${each.trimEnd()}\n\n`), section].join(''));
}

/** The bytes of a PE image of a size, filled with a byte. */
export function program(size, fill) {
  const bytes = Buffer.alloc(size, fill);
  // Headers that say nothing of sections and lengths.
  bytes.fill(0, 0, 0x400);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80, 'latin1');
  return bytes;
}

/** 80 files and 400 MB: eight kernels with what belongs to them, the boot loader twice, and small ones. */
export function fillTree(directory) {
  for (let version = 1; version <= 8; version += 1) {
    const name = `6.${version}.0-arch1-1`;
    put(join(directory, `token/${name}/linux`), program(14e6, version));
    put(join(directory, `token/${name}/initrd`), Buffer.alloc(36e6 - 200_000, version));
    put(
      join(directory, `loader/entries/token-${name}.conf`),
      `title Linux ${name}\nversion ${name}\nlinux /token/${name}/linux\ninitrd /token/${name}/initrd\noptions root=LABEL=root rw\n`,
    );
  }
  put(join(directory, 'EFI/BOOT/BOOTX64.EFI'), program(120_000, 1));
  put(join(directory, 'EFI/systemd/systemd-bootx64.efi'), program(120_000, 1));
  put(join(directory, 'loader/loader.conf'), 'timeout 3\n');
  for (let number = 0; number < 80 - 8 * 3 - 3; number += 1) {
    put(join(directory, `EFI/vendor/part-${number}.dat`), Buffer.alloc(24_000, number));
  }
}

/** A kernel, an entry, and so many files in all, of 2 KB each, in 100 directories. */
export function fillSmall(directory, count) {
  put(join(directory, 'vmlinuz'), program(100_000, 1));
  put(join(directory, 'loader/entries/one.conf'), 'title one\nlinux /vmlinuz\n');
  for (let number = 0; number < count - 2; number += 1) {
    put(join(directory, `data/${number % 100}/file-${number}`), Buffer.alloc(2000, number));
  }
}
