import { createHash } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, kernel, snapshotOf, textOf, writeTree } from '../fixtures/boot-tree.ts';
import { type Machine, newMachine, place, version } from '../fixtures/esp-registry.ts';
import { brief } from '../support/esp-mirror-call.ts';

// Registries as they should not be: never an overwrite, never a crash, always a sentence.

t.setTimeout(600_000);

/** A registry with other lines, whole by its digest. */
function resealed(text: string, change: (body: string) => string): string {
  const body = change(text.replace(/^end .*\n/m, ''));
  return `${body}end sha256:${createHash('sha256').update(body).digest('hex')}\n`;
}

const id = (digit: string) => digit.repeat(32);
/** Adds lines behind those of the members. */
const adding = (lines: string) => (body: string) => body.replace(/^(generation .*\n)/m, `${lines}$1`);

interface Case {
  readonly name: string;
  /** What the registry of the mirror becomes; the source has a kernel that the mirror has not. */
  readonly change: (text: string) => string;
  readonly state: 'mirrored' | 'refused';
  readonly err: RegExp;
}

const damaged = /registry loader\/esp-sync of \/efi1 is damaged/;
const cases: readonly Case[] = [
  { name: 'torn', change: (text) => text.slice(0, text.length / 2), state: 'mirrored', err: damaged },
  { name: 'empty', change: () => '', state: 'mirrored', err: damaged },
  { name: 'zeros', change: (text) => '\0'.repeat(text.length), state: 'mirrored', err: damaged },
  {
    name: 'edited by hand',
    change: (text) => text.replace(/^generation +\d+/m, 'generation 99'),
    state: 'mirrored',
    err: damaged,
  },
  { name: 'CRLF', change: (text) => text.replaceAll('\n', '\r\n'), state: 'mirrored', err: damaged },
  {
    name: 'a member is listed twice',
    change: (text) => resealed(text, (body) => body.replace(/^(member .*\n)/m, '$1$1')),
    state: 'mirrored',
    err: damaged,
  },
  {
    name: 'it is its own ancestor',
    change: (text) => resealed(text, (body) => body.replace(/^(generation +)(.*\n)/m, '$1$2parent     $2')),
    state: 'mirrored',
    err: damaged,
  },
  {
    name: 'a path that leads out',
    change: (text) => resealed(text, (body) => `${body}file ${'0'.repeat(64)} 1 1 ../../etc/passwd\n`),
    state: 'mirrored',
    err: damaged,
  },
  {
    name: 'more members than anybody has',
    change: (text) =>
      resealed(
        text,
        adding(
          Array.from(
            { length: 65 },
            (_, index) => `member esp ${`${index}`.padStart(8, '0')}-1c2d-4b5e-8f90-a1b2c3d4e5f6\n`,
          ).join(''),
        ),
      ),
    state: 'mirrored',
    err: damaged,
  },
  {
    name: 'longer than any',
    change: (text) => resealed(text, (body) => `${body}${'# '.padEnd(17 * 1024 * 1024, 'x')}\n`),
    state: 'mirrored',
    err: damaged,
  },
  {
    name: 'another major number',
    change: (text) => resealed(text, (body) => body.replace('# esp-sync 1', '# esp-sync 2')),
    state: 'refused',
    err: /format 2, which this version does not know/,
  },
  {
    name: 'keys that nobody knows',
    change: (text) => resealed(text, adding('future thing 1\n# a comment\n')),
    state: 'mirrored',
    err: /^$/,
  },
  {
    name: 'another set with the generations of this one',
    change: (text) => resealed(text, (body) => body.replace(/^set .*$/m, `set ${id('a')}`)),
    state: 'refused',
    err: /belongs to another set/,
  },
  {
    name: 'it claims to descend from all that there is',
    change: (text) =>
      resealed(text, (body) => {
        const [, own = ''] = /^generation +(.*)$/m.exec(body) ?? [];
        return body.replace(/^generation .*$/m, `generation 999999999999999 ${id('f')}\nparent ${own}`);
      }),
    state: 'refused',
    err: /--force/,
  },
  {
    name: 'it claims a file that neither side has: nothing is lost',
    change: (text) => resealed(text, (body) => `${body}file ${'0'.repeat(64)} 7 1700000000 CLAIMED\n`),
    state: 'mirrored',
    err: /^$/,
  },
];

/** Two members in step, and a kernel that only the source has. */
async function newerSource(t: { testdir(): string }): Promise<Machine> {
  const machine = await newMachine(t);
  await machine.from('a');
  writeTree(machine.a, version('6.7.0'));
  return machine;
}

for (const { name, change, state, err } of cases) {
  t.test(name, async (t) => {
    const { a, b, from } = await newerSource(t);
    writeTree(b, { [place]: change(textOf(b, place)) });
    const before = snapshotOf(b);
    const run = await from('a');
    t.match(run.err, err);
    t.equal(brief(run), state === 'refused' ? 'refused 1' : 'mirrored 0', run.err);
    if (state === 'refused') t.strictSame(snapshotOf(b), before);
    else t.strictSame(contentOf(b)['6.7.0/linux'], contentOf(a)['6.7.0/linux']);
    t.notMatch(run.err, /\bat .*:\d+:\d+/, 'no stack');
  });
}

t.test('a clock that stands in 1980', async (t) => {
  const { a, b, from } = await newerSource(t);
  const then = new Date('1980-01-01T00:00:00Z');
  for (const path of ['6.7.0/linux', '6.7.0/initrd', 'loader/entries/6.7.0.conf'])
    utimesSync(join(a, path), then, then);
  t.equal(brief(await from('a')), 'mirrored 0');
  writeTree(a, { '6.7.0/linux': kernel('6.7.9') });
  utimesSync(join(a, '6.7.0/linux'), then, then);
  const again = await from('a', '--checksum');
  t.notMatch(again.err, /rotten/, 'the time says nothing');
  t.equal(again.status, 0, again.err);
  t.strictSame(contentOf(b)['6.7.0/linux'], contentOf(a)['6.7.0/linux']);
});
