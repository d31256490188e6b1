import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { binaryOf } from '../support/binaries.ts';
import { type Answer, call } from '../support/call.ts';
import { needs } from '../support/needs.ts';

const binary = binaryOf('disk-layout');
const mib = 1024 * 1024;

const esp = 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B';
const xbootldr = 'BC13C2FF-59E6-4262-A352-B275FD6F7172';
const root = '4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709';

const machine = `label: gpt

size=20MiB, type=${esp}, name="EFI", attrs="RequiredPartition"
size=30MiB, type=${xbootldr}, name="B\\xc3\\x96OT, \\x22=;", attrs="GUID:59,63"
type=${root}, name="ROOT"
`;

/** A disk, as an image. */
function newImage(directory: string, name: string, mebibytes: number): string {
  const image = join(directory, name);
  closeSync(openSync(image, 'w'));
  truncateSync(image, Math.round(mebibytes * mib));
  return image;
}

/** What sfdisk makes of a layout. */
function partition(disk: string, layout: string): void {
  const args = ['--quiet', '--no-reread', '--no-tell-kernel', '--wipe', 'always', disk];
  execFileSync('sfdisk', args, { input: layout, stdio: ['pipe', 'pipe', 'pipe'] });
}

function dumpOf(disk: string): string {
  return execFileSync('sfdisk', ['--dump', disk], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

interface Row {
  readonly number: number;
  readonly start: number;
  readonly size: number;
  readonly uuid: string | undefined;
  /** Type, name, attributes, bootable: what stays. */
  readonly kept: string;
}

/** The partitions of a dump, in bytes, by a reader of its own. */
function rowsOf(dump: string): readonly Row[] {
  const sectorSize = Number(/^sector-size: (\d+)$/m.exec(dump)?.[1]);
  return [...dump.matchAll(/(\d+) : start= *(\d+), size= *(\d+), (.*)$/gm)].map(
    ([, number, start, size, rest = '']) => ({
      number: Number(number),
      start: Number(start) * sectorSize,
      size: Number(size) * sectorSize,
      uuid: /uuid=([^,]*)/.exec(rest)?.[1],
      kept: rest.replace(/, uuid=[^,]*/, ''),
    }),
  );
}

const labelId = (dump: string) => /^label-id: (.*)$/m.exec(dump)?.[1];

const layout = (dump: string, ...args: readonly string[]): Promise<Answer> =>
  call(binary, args, { input: dump });

t.test('a disk of another size, by the calls of the manual', needs('sfdisk'), async (t) => {
  const directory = t.testdir();
  const old = newImage(directory, 'old', 200);
  partition(old, machine);
  const source = dumpOf(old);
  for (const [mebibytes, rootSize] of [
    [200, 148],
    [300, 248],
    [120.7, 69],
  ] as const) {
    const fresh = newImage(directory, 'new', mebibytes);
    for (const args of [[], ['--to', fresh], ['--to', fresh, '--new-ids'], ['--new-ids']]) {
      const { status, out, err } = await layout(source, ...args);
      t.equal(status, 0, err);
      partition(fresh, out);
      const made = dumpOf(fresh);
      const sizes = rowsOf(made).map(({ start, size }) => [start / mib, size / mib]);
      t.same(sizes, [
        [1, 20],
        [21, 30],
        [51, rootSize],
      ]);
      t.same(
        rowsOf(made).map(({ kept }) => kept),
        rowsOf(source).map(({ kept }) => kept),
      );
      t.not(labelId(made), labelId(source));
      const given = [...out.matchAll(/uuid=([^,]*)/g)].map(([, uuid]) => uuid);
      if (args.includes('--new-ids')) {
        t.same(
          rowsOf(made).map(({ uuid }) => uuid),
          given,
        );
        t.equal(labelId(made), labelId(out));
      }
      t.same(
        rowsOf(source).filter(({ uuid }) => made.includes(uuid ?? '-')),
        [],
      );
    }
  }
});

t.test('a smaller partition is said', async (t) => {
  const directory = t.testdir();
  const fresh = newImage(directory, 'new', 120);
  const dump = `label: gpt\nlabel-id: ${esp}\n\n1 : start=2048, size=409600, type=${root}, name="ROOT"\n`;
  const { status, err } = await layout(dump, '--to', fresh);
  t.equal(status, 0);
  t.match(err, /ROOT.*118 MiB.*200 MiB/);
  t.equal((await layout(dump, '--to', newImage(directory, 'larger', 300))).err, '');
});

t.test('a disk that is too small: nothing is written, and what has no room is named', async (t) => {
  const directory = t.testdir();
  const dump = `label: gpt\n\n1 : start=2048, size=40960, type=${esp}\n2 : start=43008, size=61440, type=${xbootldr}, name="BOOT"\n3 : start=104448, size=2048, type=${root}\n`;
  const { status, out, err } = await layout(dump, '--to', newImage(directory, 'new', 45));
  t.same({ status, out }, { status: 1, out: '' });
  t.match(err, /^[^\n]*45 MiB[^\n]*BOOT[^\n]*30 MiB[^\n]*\n$/);
  const kept = await layout(dump, '--keep-sizes', '--to', newImage(directory, 'other', 52));
  t.match({ status: kept.status, out: kept.out }, { status: 1, out: '' });
});

t.test('damaged input: nothing is written, and the other disk stays as it is', needs('sfdisk'), async (t) => {
  const directory = t.testdir();
  const old = newImage(directory, 'old', 60);
  const fresh = newImage(directory, 'new', 60);
  for (const image of [old, fresh]) partition(image, machine);
  const source = dumpOf(old);
  const before = readFileSync(fresh);
  for (const input of [
    '',
    'sfdisk: cannot open /dev/sda\n',
    source.slice(0, -20),
    source.replace('label: gpt', 'label: sun'),
    source.replace(/start= *2048/, 'start=2048K'),
    source.replace('name=', 'nam='),
  ]) {
    const { status, out, err } = await layout(input, '--to', fresh);
    t.same({ status, out }, { status: 2, out: '' }, input);
    t.match(err, /^[^\n]+\n$/);
    if (input.includes('ROOT')) t.match(err, /line \d+/);
    const args = ['--quiet', '--no-reread', '--no-tell-kernel', fresh];
    execFileSync('sfdisk', args, { input: out, stdio: ['pipe', 'pipe', 'pipe'] });
    t.ok(readFileSync(fresh).equals(before));
  }
});

t.test('wrong calls', async (t) => {
  const directory = t.testdir({ text: '' });
  const fresh = newImage(directory, 'new', 200);
  const dump = `label: gpt\ndevice: ${fresh}\n\n1 : start=2048, size=40960, type=${esp}\n2 : start=43008, size=61440, type=${root}\n`;
  for (const args of [
    ['--fit', '1', '--keep-sizes'],
    ['--fit', '3'],
    ['--fit', '1'],
    ['--to', 'new'],
    ['--to', directory],
    ['--to', '/dev/null'],
    ['--to', fresh],
  ]) {
    const { status, out } = await layout(dump, ...args);
    t.same({ status, out }, { status: 2, out: '' }, args.join(' '));
  }
  t.equal((await layout(dump, '--to', join(directory, 'absent'))).status, 1);
  rmSync(fresh);
});

t.test('a disk that sfdisk was given without its directory', needs('sfdisk'), async (t) => {
  const directory = t.testdir();
  const [old, fresh] = [newImage(directory, 'old', 200), newImage(directory, 'new', 200)];
  partition(old, machine);
  const input = execFileSync('sfdisk', ['--dump', 'old'], { cwd: directory, encoding: 'utf8' });
  t.match(input, /^device: old$/m);
  for (const [disk, status] of [
    [fresh, 0],
    [old, 2],
  ] as const)
    t.equal((await call(binary, ['--to', disk], { input, cwd: directory })).status, status, disk);
  for (const image of [old, fresh]) rmSync(image);
});

t.test('records, and the table of a dry run', async (t) => {
  const dump = `label: dos\n\n1 : start=2048, size=40960, type=ef, bootable\n2 : start=43008, size=61440, type=83\n`;
  const { status, out } = await layout(dump, '--json');
  t.equal(status, 0);
  t.match((await layout(dump, '--dry-run')).out, /^#NUMBER[^\n]*\n1 [^\n]*\n2 [^\n]*\n$/);
  t.match(JSON.parse(out), {
    schema: 'twinroot.disk-layout/1',
    partitions: [
      { number: 1, parttype: '0xef', start: mib, size: 20 * mib },
      { number: 2, size: null, old_size: 30 * mib },
    ],
  });
});

const whyNoLoops = process.getuid?.() === 0 ? needs('sfdisk', 'losetup').skip : 'needs root';

/** A random source. sfdisk wants 1 MiB before each logical partition. */
const anyParts = fc.record({
  label: fc.constantFrom('gpt', 'dos'),
  oldSectors: fc.constantFrom(512, 4096),
  newSectors: fc.constantFrom(512, 4096),
  isKnown: fc.boolean(),
  hasNewIds: fc.boolean(),
  newSize: fc.integer({ min: 40, max: 400 }),
  primary: fc.array(fc.record({ gap: fc.nat(4000), size: fc.integer({ min: 1, max: 30_000 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  logical: fc.array(
    fc.record({ gap: fc.integer({ min: 256, max: 3000 }), size: fc.integer({ min: 1, max: 20_000 }) }),
    { maxLength: 3 },
  ),
  numbers: fc.constantFrom([1, 2, 3, 4], [3, 1, 4, 2], [4, 3, 2, 1]),
  fit: fc.nat(6),
});

type Parts = typeof anyParts extends fc.Arbitrary<infer P> ? P : never;

/** A script for sfdisk, in sectors of 4 KiB whatever the disk's are. */
function scriptOf({ label, oldSectors, primary, logical, numbers }: Parts): string {
  const unit = 4096 / oldSectors;
  const isSplit = label === 'dos' && logical.length > 0;
  const lines: string[] = [];
  let next = 256;
  for (const [index, { gap, size }] of primary.entries()) {
    const start = next + gap;
    const number = numbers[index];
    const name =
      label === 'gpt' ? `, name="P ${number}", attrs="GUID:${48 + index}"` : index === 0 ? ', bootable' : '';
    const type = label === 'gpt' ? [esp, xbootldr, root][index % 3] : ['ef', '83', '82'][index % 3];
    next = start + size;
    if (!isSplit || index < primary.length - 1) {
      lines.push(`${number} : start=${start * unit}, size=${size * unit}, type=${type}${name}`);
      continue;
    }
    const inside: string[] = [];
    next = start;
    for (const [place, each] of logical.entries()) {
      const at = next + each.gap;
      inside.push(`${5 + place} : start=${at * unit}, size=${each.size * unit}, type=83`);
      next = at + each.size;
    }
    lines.push(`${number} : start=${start * unit}, size=${(next - start) * unit}, type=5`, ...inside);
  }
  return `label: ${label}\n\n${lines.join('\n')}\n`;
}

t.test(
  'always: sfdisk reads what is written, and its partitions are apart, in the disk, aligned, with other ids and the same rest',
  { skip: whyNoLoops },
  async (t) => {
    const directory = t.testdir();
    const seen = { fitting: 0, tooSmall: 0 };
    const disks = [512, 4096].flatMap((sectors) => [
      newDisk(directory, sectors),
      newDisk(directory, sectors),
    ]);
    const diskOf = (sectors: number, place: 0 | 1) => disks[(sectors === 512 ? 0 : 2) + place] as Disk;
    t.teardown(() => {
      for (const disk of disks) disk.remove();
    });
    const property = fc.asyncProperty(anyParts, async (parts) => {
      const old = diskOf(parts.oldSectors, 0).emptied(1024);
      const fresh = diskOf(parts.newSectors, 1).emptied(parts.newSize);
      partition(old, scriptOf(parts));
      const source = dumpOf(old);
      const rows = rowsOf(source);
      const fits = parts.isKnown ? fitOf(parts, rows) : [];
      const to = parts.isKnown ? ['--to', fresh] : [];
      const ids = parts.hasNewIds ? ['--new-ids'] : [];
      const { status, out, err } = await layout(source, ...to, ...fits, ...ids);
      if (status === 1 && parts.isKnown) {
        seen.tooSmall += 1;
        if (out !== '') throw new Error('something was written');
        return;
      }
      if (status !== 0) throw new Error(`status ${status}: ${err}`);
      // Without the disk, sfdisk finds out that it is too small.
      if (!parts.isKnown && mostOf(rows) > parts.newSize * mib) return;
      partition(fresh, out);
      seen.fitting += 1;
      judge(source, dumpOf(fresh), parts.newSize * mib);
    });
    await fc.assert(property, { numRuns: 30 });
    t.ok(seen.fitting > 5 && seen.tooSmall > 0, JSON.stringify(seen));
  },
);

/** Any partition but the extended one with others in it. */
function fitOf({ fit, logical }: Parts, rows: readonly Row[]): readonly string[] {
  const wanted = rows[fit % rows.length];
  const isOuter = wanted !== undefined && /^type=5\b/.test(wanted.kept) && logical.length > 0;
  return wanted && !isOuter ? ['--fit', String(wanted.number)] : [];
}

/** More than partitions need: each rounded up, with a mebibyte before it, and some at both ends. */
function mostOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { size }) => sum + Math.ceil(size / mib) * mib + mib, 3 * mib);
}

/** Throws where a disk is not what it is to be. */
function judge(source: string, made: string, size: number): void {
  const [olds, news] = [rowsOf(source), rowsOf(made)];
  const check = (holds: boolean, what: string) => {
    if (!holds) throw new Error(`${what}\n${source}\n${made}`);
  };
  const keptOf = (rows: readonly Row[]) => JSON.stringify(rows.map(({ number, kept }) => [number, kept]));
  check(keptOf(olds) === keptOf(news), 'numbers, types, names, attributes');
  check(labelId(source) !== labelId(made), 'the id of the disk');
  check(!news.some(({ uuid }) => uuid !== undefined && source.includes(uuid)), 'ids of partitions');
  const isOuter = ({ kept }: Row) => /^type=5\b/.test(kept);
  for (const row of news) {
    check(row.start % mib === 0 && row.size % mib === 0, `${row.number} is aligned`);
    check(row.start >= mib && row.start + row.size <= size, `${row.number} is in the disk`);
    for (const other of news)
      if (row !== other && !isOuter(row) && !isOuter(other))
        check(row.start + row.size <= other.start || other.start + other.size <= row.start, 'apart');
  }
  const smaller = news.filter((row, index) => !isOuter(row) && row.size < (olds[index]?.size ?? 0));
  check(smaller.length <= 1, 'only one is smaller');
}

interface Disk {
  /** The device, with zeros only, of this size. */
  emptied(mebibytes: number): string;
  remove(): void;
}

/** A loop device with sectors of some size. */
function newDisk(directory: string, sectors: number): Disk {
  const image = newImage(directory, `disk-${sectors}-${Math.random()}`, 1);
  const args = ['--find', '--show', '--sector-size', String(sectors), image];
  const loop = execFileSync('losetup', args, { encoding: 'utf8' }).trim();
  return {
    emptied: (mebibytes) => {
      truncateSync(image, 0);
      truncateSync(image, mebibytes * mib);
      execFileSync('losetup', ['--set-capacity', loop]);
      return loop;
    },
    remove: () => execFileSync('losetup', ['--detach', loop]),
  };
}

t.test(
  'a disk whose sectors have 4 KiB, and the disk of the dump itself',
  { skip: whyNoLoops },
  async (t) => {
    const disk = newDisk(t.testdir(), 4096);
    t.teardown(() => disk.remove());
    const loop = disk.emptied(100);
    const dump = `label: gpt\n\n1 : start=2048, size=40960, type=${root}\n`;
    const { out } = await layout(dump, '--to', loop);
    t.match(out, /^sector-size: 4096$/m);
    t.match(out, /^1 : start=256, size=25088, /m);
    t.equal((await layout(`label: gpt\ndevice: ${loop}\n${dump.slice(11)}`, '--to', loop)).status, 2);
  },
);
