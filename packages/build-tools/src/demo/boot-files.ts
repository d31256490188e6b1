// Made-up boot files with real headers: small, and judged by the commands as the real ones are.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Bytes that look like a compressed file: the same for the same seed. */
function noise(seed: string, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < length; at += 64) blocks.push(createHash('sha512').update(`${seed} ${at}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

/** Releases differ in size, as real ones do: two files of one size and one time would be taken for equal. */
function sizeOf(seed: string, about: number): number {
  return about + createHash('sha256').update(seed).digest().readUInt16LE(0);
}

/** Where the headers end: what they say of sections, lengths and signatures is nothing. */
const headers = 0x400;

/** A program as firmware starts it: `MZ`, and at the offset in 0x3c the PE signature (Microsoft PE Format). */
export function peImage(seed: string, length: number): Buffer {
  const bytes = noise(seed, length).fill(0, 0, headers);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80, 'latin1');
  return bytes;
}

/** A kernel that says its release, as a bzImage does (Linux, Documentation/arch/x86/boot.rst). */
export function kernel(release: string): Buffer {
  const bytes = peImage(`linux ${release}`, sizeOf(`linux ${release}`, 3_000_000));
  bytes.write('HdrS', 0x202, 'latin1');
  bytes.writeUInt16LE(0x3000, 0x20e);
  bytes.write(`${release} (demo@twinroot) #1 SMP\0`, 0x3200, 'latin1');
  return bytes;
}

/** An initrd for that kernel. */
export function initrd(release: string): Buffer {
  return noise(`initrd ${release}`, sizeOf(`initrd ${release}`, 5_000_000));
}

/** A Type #1 entry of the Boot Loader Specification. */
export function entry(title: string, linux: string, image: string): string {
  return `title   ${title}\nlinux   /${linux}\ninitrd  /${image}\noptions root=LABEL=root rw\n`;
}

/** Writes files below a directory: contents by paths. */
export function writeTree(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
