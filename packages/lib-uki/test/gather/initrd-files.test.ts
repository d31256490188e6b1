import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { readInitrdFiles } from '../../src/gather/initrd-files.ts';
import { cpioOf } from '../cpio-fixture.ts';

const early = cpioOf({ 'kernel/x86/microcode/GenuineIntel.bin': 'm' });
const main = cpioOf({ 'etc/cmdline.d/root.conf': 'root=UUID=a' });

async function filesOf(path: string) {
  const files: string[] = [];
  const why = await readInitrdFiles(path, { onFile: (file) => files.push(file.path) });
  return { files, why };
}

t.test(
  'one that is a part of a file, as in a UKI: the names of all, directories and what is large',
  async (t) => {
    const path = join(t.testdir({}), 'image.efi');
    const large = cpioOf({ 'etc/fstab': 'x', 'usr/bin/large': 'y'.repeat(300 * 1024) });
    writeFileSync(path, Buffer.concat([Buffer.from('MZ head'), large, Buffer.from('tail')]));
    const names: string[] = [];
    const files: string[] = [];
    const why = await readInitrdFiles(path, {
      part: { at: 7, length: large.length },
      onName: (name) => names.push(name),
      onFile: (file) => files.push(file.path),
    });
    t.strictSame(
      { names, files, why },
      { names: ['etc', 'etc/fstab', 'usr/bin/large'], files: ['etc/fstab'], why: null },
    );
  },
);

const all = ['kernel/x86/microcode/GenuineIntel.bin', 'etc/cmdline.d/root.conf'];

for (const [name, pack] of [
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const) {
  t.test(`${name}, and what is behind it`, async (t) => {
    const path = join(t.testdir({}), 'initrd');
    const packed = pack(main);
    writeFileSync(path, Buffer.concat([early, packed]));
    t.strictSame(await filesOf(path), { files: all, why: null });
    const zeros = Buffer.alloc(512 - (packed.length % 4));
    const more = cpioOf({ 'etc/hostname': 'a' });
    writeFileSync(path, Buffer.concat([early, packed, zeros]));
    t.strictSame(await filesOf(path), { files: all, why: null }, 'zeros behind it');
    writeFileSync(path, Buffer.concat([early, packed, zeros, more, pack(main)]));
    t.strictSame(
      await filesOf(path),
      { files: [...all, 'etc/hostname', 'etc/cmdline.d/root.conf'], why: null },
      'archives behind it, plain and compressed',
    );
    writeFileSync(path, Buffer.concat([early, packed, Buffer.from('something else')]));
    t.type((await filesOf(path)).why, 'string', 'what is no archive behind it');
    const cut = packed.subarray(0, packed.length - 5);
    writeFileSync(path, Buffer.concat([early, cut]));
    t.type((await filesOf(path)).why, 'string', 'one whose end is cut');
    writeFileSync(path, Buffer.concat([early, pack(Buffer.alloc(2 ** 20)), pack(Buffer.alloc(2 ** 20))]));
    t.equal(await readInitrdFiles(path, {}), null);
    t.type(await readInitrdFiles(path, { most: 1.5 * 2 ** 20 }), 'string', 'one that unpacks to too much');
  });
}

for (const program of ['gzip', 'zstd', 'xz', 'bzip2', 'lz4'] as const) {
  let packed: Buffer;
  try {
    packed = execFileSync(program, program === 'lz4' ? ['-lc'] : ['-c'], {
      input: main,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch {
    t.test(program, { skip: `${program} is not installed` }, async () => {});
    continue;
  }
  t.test(program, async (t) => {
    const path = join(t.testdir({}), 'initrd');
    writeFileSync(path, Buffer.concat([early, packed]));
    t.strictSame(await filesOf(path), { files: all, why: null });
    writeFileSync(path, Buffer.concat([early, packed.subarray(0, packed.length / 2)]));
    const { files, why } = await filesOf(path);
    t.ok(files.includes(all[0] ?? ''));
    t.type(why, 'string', 'one that is cut off');
  });
}

t.test('plain archives, and what is none', async (t) => {
  const path = join(t.testdir({}), 'initrd');
  writeFileSync(path, Buffer.concat([early, main]));
  t.strictSame(await filesOf(path), { files: all, why: null });
  writeFileSync(path, 'no initrd at all');
  t.match(await filesOf(path), { files: [], why: /cpio/ });
  await t.rejects(filesOf(`${path}-gone`), { code: 'ENOENT' });
});
