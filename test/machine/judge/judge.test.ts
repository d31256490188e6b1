import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { mtoolsAgrees } from './compare.ts';
import { cutsOf, type Recorded } from './cuts.ts';
import { readFat } from './fat.ts';
import type { FileMemo } from './fat-file.ts';
import { FatError } from './fat-volume.ts';
import { readMenu } from './menu.ts';
import { randomFrom } from './random.ts';
import { createStore, type Image, imageOf, type SectorStore } from './sectors.ts';
import { faultOf } from './verdict.ts';

const directory = mkdtempSync(join(tmpdir(), 'twinroot-judge-'));
t.teardown(() => rmSync(directory, { recursive: true }));

const has = (tool: string) => {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
    return true;
  } catch {
    return false;
  }
};
const skip = has('mkfs.vfat') && has('mcopy') ? false : 'mkfs.vfat and mtools are not installed';

const entry =
  'title Test\nlinux /linux\ninitrd /ucode.img\ninitrd /a long name of an initrd.img\noptions quiet\n';
const files: Readonly<Record<string, string | Buffer>> = {
  'EFI/systemd/systemd-bootx64.efi': 'loader',
  'EFI/BOOT/BOOTX64.EFI': 'loader',
  'loader/loader.conf': 'timeout 0\n',
  'loader/entries/test.conf': entry,
  linux: Buffer.alloc(70_000, 'kernel'),
  'ucode.img': Buffer.alloc(512, 'u'),
  'a long name of an initrd.img': Buffer.alloc(33_333, 'i'),
  'empty file': '',
};

/** Writes a FAT volume with the files, with mkfs.vfat and mtools. */
function makeImage(bits: 12 | 16 | 32, content = files): Buffer {
  const path = join(directory, `${bits}.img`);
  const tree = join(directory, 'tree');
  writeFileSync(path, '');
  truncateSync(path, { 12: 4, 16: 40, 32: 300 }[bits] * 2 ** 20);
  for (const [name, bytes] of Object.entries(content)) {
    mkdirSync(join(tree, name, '..'), { recursive: true });
    writeFileSync(join(tree, name), bytes);
  }
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', MTOOLS_SKIP_CHECK: '1' };
  execFileSync('mkfs.vfat', ['-F', String(bits), path], { env });
  execFileSync('sh', ['-c', 'cd "$0" && mcopy -s -Q -i "$1" * ::/', tree, path], { env });
  rmSync(tree, { recursive: true });
  return readFileSync(path);
}

for (const bits of [12, 16, 32] as const) {
  t.test(`FAT${bits} is read as mtools reads it`, { skip }, async (t) => {
    const store = createStore();
    const image = imageOf(makeImage(bits), store);
    const read = readFat(image, store);
    for (const [name, content] of Object.entries(files)) {
      const file = read.get(name.toUpperCase());
      t.ok(file?.read().equals(Buffer.from(content)), name);
    }
    t.equal(read.size, Object.keys(files).length);
    t.ok(await mtoolsAgrees(image, store, join(directory, 'compare.img')));
  });
}

t.test('two names of the same clusters', { skip }, (t) => {
  const store = createStore();
  const bytes = makeImage(32);
  const good = imageOf(bytes, store);
  const state = readMenu(readFat(good, store));
  t.equal(faultOf(good, store, { old: state, now: state }), null);
  const clusters = ['LINUX', 'UCODE.IMG'].map((path) => readFat(good, store).get(path)?.cluster ?? 0);
  // The entry of the directory is found by its 8.3 name, and led to where the other one is.
  const at = bytes.indexOf('UCODE   IMG', 0, 'latin1');
  t.equal(bytes.readUInt16LE(at + 26), clusters[1]);
  bytes.writeUInt16LE(clusters[0] ?? 0, at + 26);
  const shared = imageOf(bytes, store);
  const menu = readMenu(readFat(shared, store));
  t.equal(faultOf(shared, store, { old: menu, now: menu }), 'shared clusters');
  t.end();
});

t.test('a file of the size that it is to have, with another content', { skip }, (t) => {
  const bytes = makeImage(32);
  const store = createStore();
  const state = readMenu(readFat(imageOf(bytes, store), store));
  const volume = readFat(imageOf(bytes, store), store);
  const [large, small] = ['LINUX', 'UCODE.IMG'].map((path) => bytes.indexOf(volume.get(path)?.read() ?? ''));
  const changed = (at: number, entries: boolean) => {
    const other = Buffer.from(bytes);
    other[at] = 1;
    const image = imageOf(other, store);
    const { entries: now } = readMenu(readFat(image, store));
    const judged = { ...state, entries: entries ? now : state.entries };
    return faultOf(image, store, { old: judged, now: judged });
  };
  t.equal(changed(large ?? 0, false), 'entry', 'an entry names it');
  t.equal(changed(large ?? 0, true), 'looks whole', 'none does');
  t.equal(changed(small ?? 0, true), null, 'a small one is compared by its content');
  t.end();
});

t.test('the digest of a file', { skip }, (t) => {
  const digest = (name: string, content: Buffer) => {
    const store = createStore();
    return readFat(imageOf(makeImage(12, { [name]: content }), store), store).get(name.toUpperCase())?.digest;
  };
  const bytes = Buffer.alloc(5000, 'x');
  t.equal(digest('one', bytes), digest('two', bytes), 'is the same for the same bytes');
  for (const at of [0, 511, 512, 4607, 4999]) {
    const other = Buffer.from(bytes);
    other[at] = 1;
    t.not(digest('one', other), digest('one', bytes), `is another one for another byte at ${at}`);
  }
  t.not(digest('one', bytes.subarray(0, 4999)), digest('one', bytes), 'is another one for another length');
  t.end();
});

/** Where a text first is in an image. */
function sectorOf(image: Image, store: SectorStore, text: string): number {
  return image.findIndex((number) => store.contentOf(number).toString('latin1').startsWith(text));
}

t.test('an image is judged', { skip }, (t) => {
  const store = createStore();
  const old = imageOf(makeImage(16), store);
  const now = imageOf(makeImage(16, { ...files, linux: Buffer.alloc(70_000, 'KERNEL') }), store);
  const [was, is] = [old, now].map((image) => readMenu(readFat(image, store)));
  if (was === undefined || is === undefined) throw new Error('there is no menu in an image');
  const memo: FileMemo = new Map();
  const judged = (image: Image) => faultOf(image, store, { old: was, now: is }, memo);
  const damaged = (text: string, content = 'x') => {
    const image = old.slice();
    image[sectorOf(image, store, text)] = store.numberOf(Buffer.alloc(512, content));
    return judged(image);
  };
  t.equal(judged(old), null, 'the old state is good');
  t.equal(judged(now), null, 'the new state is good');
  t.equal(damaged('loader'), 'boot loader');
  t.equal(damaged('kernel'), 'entry', 'a payload with a damaged sector');
  t.equal(damaged('uuuu'), 'entry');
  t.equal(damaged('timeout'), null, 'what nothing needs may be damaged');
  t.equal(damaged('title Test', '\0'), 'no entry', 'an entry that lost its text is not listed');
  const mixed = old.slice();
  const from = sectorOf(now, store, 'KERNEL');
  mixed.set(now.subarray(from, from + 4), sectorOf(old, store, 'kernel'));
  t.equal(judged(mixed), 'entry', 'a payload that is half old and half new');
  const blank = new Uint32Array(old.length);
  t.equal(judged(blank), 'no FAT');
  const lost = old.slice();
  lost.fill(0, 4, 4 + 40); // the first FAT, of this format's 4 reserved sectors
  t.equal(judged(lost), 'boot loader', 'all chains are lost');
  t.end();
});

t.test('with a memo an image is read as without one', { skip }, (t) => {
  for (const bits of [12, 16, 32] as const) {
    const store = createStore();
    const whole = imageOf(makeImage(bits), store);
    const image = whole.slice();
    const used = [...image.keys()].filter((sector) => image[sector] !== 0);
    const random = randomFrom(bits);
    const memo: FileMemo = new Map();
    const read = (known?: FileMemo) => {
      try {
        return [...readFat(image, store, known)].map(([path, { digest }]) => `${path} ${digest}`);
      } catch (error) {
        if (error instanceof FatError || error instanceof RangeError) return error.name;
        throw error;
      }
    };
    for (let round = 0; round < 300; round += 1) {
      const [one = 0, two = 0] = [0, 1].map(() => used[Math.floor(random() * used.length)]);
      const saved = image[one] ?? 0;
      image[one] = image[two] ?? 0;
      t.same(read(memo), read(), `FAT${bits}, sector ${two} in the place of ${one}`);
      // Half of the damage stays, so that the memo is of a damaged image.
      if (random() < 0.5) image[one] = saved;
      if (round % 50 === 49) image.set(whole);
    }
  }
  t.end();
});

t.test('cuts', (t) => {
  const write = (sector: number, ...numbers: number[]) =>
    ({ kind: 'write', sector, numbers, isForced: false }) as const;
  const recorded: Recorded[] = [
    write(0, 1, 2),
    { kind: 'flush' },
    write(1, 3),
    { ...write(2, 4), isForced: true },
    write(3, 5, 6),
  ];
  const seen = { ordered: new Set<string>(), lost: new Set<string>(), torn: new Set<string>() };
  for (const { model, image } of cutsOf(new Uint32Array(5), recorded, 200, 1))
    seen[model].add(image.join(''));
  t.same([...seen.ordered], ['12000', '13000', '13400', '13456'], 'in order: as written');
  const whole = ['00000', '12000', '12400', '12456', '13000', '13400', '13456'];
  t.same(
    [...seen.lost].sort(),
    whole,
    'lost: whole writes since the last flush; a forced one is there when it is over',
  );
  t.ok(seen.torn.has('02000') && seen.torn.has('12406'), 'torn: parts of a write');
  t.notOk(
    [...seen.lost, ...seen.torn].some((image) => /^.[0]/.test(image) && /[3456]/.test(image)),
    'what was flushed is not lost',
  );
  const images = (seed: number) => {
    const all: string[] = [];
    for (const { image } of cutsOf(new Uint32Array(5), recorded, 5, seed)) all.push(image.join(''));
    return all;
  };
  t.same(images(9), images(9), 'the same seed gives the same cuts');
  t.notSame(images(9), images(8), 'another one gives others');
  t.end();
});
