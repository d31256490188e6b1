import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { inOneProcess, inShell, type Part } from '../support/pipe-call.ts';

// For whatever comes in, a pipe in one process and a shell's write the same bytes and the same messages, and end alike.
t.setTimeout(600_000);

const machine = ['--sysroot', join(workspace, 'test/roots/two-nvme')] as const;

const word = fc.oneof(
  fc.constantFrom('-', '""', '/efi0', '/a\\040b', 'é', '\u{1f600}', '\\134', '#', '0', 'x'.repeat(300)),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((text) => text.replaceAll(/[\s#\\]/g, '_')),
);
const partuuid = fc
  .tuple(fc.constantFrom('0e3a8f0c', '7d1f2a3b', 'ffffffff'), fc.nat({ max: 0xffff }))
  .map(([first, last]) => `${first}-1c2d-4b5e-8f90-a1b2c3d4${last.toString(16).padStart(4, '0')}`);
const row = fc
  .tuple(
    fc.constantFrom('booted', 'mirror'),
    fc.constantFrom('esp', 'xbootldr'),
    fc.constantFrom('mounted', 'unmounted', 'missing', 'bogus'),
    partuuid,
    word,
  )
  .map((fields) => fields.join(' '));
const table = (rows: readonly string[]) =>
  `#ROLE KIND STATE PARTUUID MOUNTPOINT\n${rows.map((line) => `${line}\n`).join('')}`;
/** Rows that are members of a set, for as many as there are. */
const member = (mountpoint: string, index: number) =>
  `${index === 0 ? 'booted' : 'mirror'} esp missing ${index.toString(16).padStart(8, '0')}-1c2d-4b5e-8f90-a1b2c3d4e5f6 ${mountpoint}`;
const place = word.map((text) =>
  text === '-' || text.startsWith('/') ? text : `/${text.replaceAll('"', '')}`,
);
const right = fc.array(place, { minLength: 1, maxLength: 40 }).map((places) => table(places.map(member)));
const wrong = fc.array(row, { maxLength: 10 }).map(table);
const sets = fc
  .array(fc.oneof({ weight: 5, arbitrary: right }, { weight: 1, arbitrary: wrong }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((groups) => groups.join('\n'));

const wait: Part = ['esp-wait', '--timeout', '0', ...machine];
/** What the next one reads. If it refused some of it, how much of the rest is written in a shell's pipe would be chance. */
const passed = fc.constantFrom([], ['--json'], ['-q'], ['-o', '+SIZE']);
const written = fc.oneof(
  passed,
  fc.constantFrom(['--no-header'], ['-o', 'ROLE'], ['-o', 'MOUNTPOINT', '--no-header']),
);
const setPipes = fc
  .tuple(fc.array(passed, { minLength: 1, maxLength: 2 }), written)
  .map(([first, last]) => [...first, last].map((options): Part => [...wait, ...options]));

t.test('sets through two or three commands', async (t) => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(sets, setPipes, async (input, parts) => {
      const [one, many] = await Promise.all([inOneProcess(parts, { input }), inShell(parts, { input })]);
      t.strictSame(one, many);
      statuses.add(one.status);
    }),
    { numRuns: 40, seed: 7 },
  );
  t.same([...statuses].sort(), [2, 32], 'some come through, and some are refused');
});

const line = fc
  .tuple(
    fc.constantFrom(
      'UUID=6B7E-A837',
      'PARTUUID=0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
      '/dev/sda1',
      '# UUID=6B7E-A837',
    ),
    fc.constantFrom('/', '/efi', '/a\\040b', 'none'),
    fc.array(word, { maxLength: 4 }),
    fc.constantFrom('\n', '\r\n', '\n\n', ' \n', ''),
  )
  .map(([source, target, words, end]) => [source, target, ...words].join(' ') + end);
const filter = fc.constantFrom<Part>(
  ['fstab-rewrite', '--id', 'UUID=6B7E-A837 UUID=6C48-1623'],
  ['fstab-rewrite', '--id', 'UUID=6C48-1623 LABEL=spare', '--strict'],
  ['fstab-rewrite', '--add-option', '/efi nofail'],
  ['fstab-rewrite', '--drop', '/efi', '-q'],
  ['loader-reuuid', '--id', 'UUID=6B7E-A837 UUID=6C48-1623'],
  ['loader-reuuid', '--id', 'LABEL=spare UUID=6C48-1623', '--json'],
);

t.test('texts through two or three filters', async (t) => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 60 }),
      fc.array(filter, { minLength: 2, maxLength: 3 }),
      async (lines, parts) => {
        const input = lines.join('');
        const [one, many] = await Promise.all([inOneProcess(parts, { input }), inShell(parts, { input })]);
        t.strictSame(one, many);
        statuses.add(one.status);
      },
    ),
    { numRuns: 40, seed: 11 },
  );
  t.ok(statuses.has(0));
});
