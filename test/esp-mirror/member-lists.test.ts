import { createHash } from 'node:crypto';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, snapshotOf, textOf, writeTree } from '../fixtures/boot-tree.ts';
import { type Machine, newMachine, place, valuesOf, version } from '../fixtures/esp-registry.ts';
import { binaryOf } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { brief } from '../support/esp-mirror-call.ts';

t.setTimeout(600_000);

// Who is a member is answered by lineage, also where the files are the same everywhere. The third member is one whose disk is
// away, and then there again: its directory is written by hand.

const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const id = (esp: string) => valuesOf(esp, 'generation')[0]?.split(' ')[1];

async function leave({ root, input }: Machine, booted: 'a' | 'b', ...args: readonly string[]) {
  const answer = await call(binaryOf('esp-leave'), ['--json', '--sysroot', root, ...args], {
    input: input[booted],
  });
  t.equal(answer.status, 0, answer.err);
  return answer;
}

/** A member that never comes: it can leave all the same. */
const absent = '44444444-3c4d-4e6f-9a8b-7c6d5e4f3a2b';

/** Lets both members know of one that is not there. */
async function withAbsent(machine: Machine): Promise<void> {
  await machine.from('a');
  for (const esp of [machine.a, machine.b]) {
    const text = textOf(esp, place);
    const body = text.slice(0, text.lastIndexOf('end'));
    const more = body.replace(/^member .*\n/m, (line) => `${line}member     esp      ${absent}\n`);
    const end = `end        sha256:${createHash('sha256').update(more).digest('hex')}\n`;
    writeFileSync(join(esp, place), more + end);
  }
  t.equal(brief(await machine.from('a')), 'same 0');
}

t.test('who left does not come back when a member is booted that did not hear of it', async (t) => {
  const machine = await newMachine(t);
  const { a, b, from } = machine;
  await withAbsent(machine);
  await leave(machine, 'a', `PARTUUID=${absent}`);
  t.match(valuesOf(a, 'gone')[0], absent);
  t.equal(valuesOf(b, 'gone').length, 0, 'the mirror has not heard of it');
  const plan = await from('b', '--dry-run');
  t.equal(plan.status, 0, plan.err);
  t.equal(valuesOf(b, 'gone').length, 0, 'a plan writes nothing');
  const run = await from('b');
  t.equal(brief(run), 'same 0', run.err);
  t.match(run.err, /list is taken over/);
  for (const esp of [a, b]) {
    t.match(valuesOf(esp, 'gone')[0], absent);
    t.notOk(valuesOf(esp, 'member').some((line) => line.includes(absent)));
  }
  t.equal(textOf(a, place), textOf(b, place));
  const before = [a, b].map(snapshotOf);
  t.equal(brief(await from('b')), 'same 0');
  t.strictSame([a, b].map(snapshotOf), before, 'once');
});

t.test('with other files a mirror whose list is newer is refused, and --force settles it', async (t) => {
  const machine = await newMachine(t);
  const { b, from } = machine;
  await withAbsent(machine);
  await leave(machine, 'a', `PARTUUID=${absent}`);
  writeTree(b, version('6.7.0'));
  const refused = await from('a');
  t.equal(brief(refused), 'refused 1', 'with other files it is refused, as ever');
  const forced = await from('a', '--force');
  t.equal(brief(forced), 'mirrored 0', forced.err);
  t.match(valuesOf(b, 'gone')[0], absent);
});

t.test('a disk that left and is booted by accident writes to nobody', async (t) => {
  const machine = await newMachine(t);
  const { a, b, from } = machine;
  await from('a');
  await leave(machine, 'a', `PARTUUID=${second}`);
  const before = [a, b].map(snapshotOf);
  const run = await from('b');
  t.equal(run.status, 1);
  t.match(run.err, /has left the set, as its mirrors know/);
  t.strictSame([a, b].map(snapshotOf), before);
  t.equal(brief(await from('b', '--force')), 'same 0', 'unless somebody says so');
});

t.test('a torn registry of the source does not let back who left: the mirrors know', async (t) => {
  const machine = await newMachine(t);
  const { a, b, from } = machine;
  await withAbsent(machine);
  await leave(machine, 'a', `PARTUUID=${absent}`);
  await from('a');
  const known = textOf(a, place);
  const generation = id(a);
  writeFileSync(join(a, place), readFileSync(join(a, place)).subarray(0, 300));
  const run = await from('a');
  t.equal(brief(run), 'same 0', run.err);
  t.equal(id(a), generation, 'the mirror knows which generation the source has');
  t.strictSame(valuesOf(a, 'gone'), [
    known
      .split('\n')
      .find((line) => line.startsWith('gone '))
      ?.slice(5)
      .trim(),
  ]);
  t.notOk(valuesOf(a, 'member').some((line) => line.includes(absent)));
  t.strictSame(contentOf(a), contentOf(b));
});

t.test('a mirror of another set is refused with the same files, too, and with --force', async (t) => {
  const [machine, other] = [
    await newMachine(t),
    await newMachine({ testdir: () => join(t.testdirName, 'other') }),
  ];
  await machine.from('a');
  await other.from('a');
  // A copy of another machine's disk, whose members are its own.
  const foreign = textOf(other.b, place).replace(/0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6/g, absent);
  const body = foreign.slice(0, foreign.lastIndexOf('end'));
  writeFileSync(
    join(machine.b, place),
    `${body}end        sha256:${createHash('sha256').update(body).digest('hex')}\n`,
  );
  for (const options of [[], ['--force']]) {
    const before = snapshotOf(machine.b);
    const run = await machine.from('a', ...options);
    t.equal(brief(run), 'refused 1', run.err);
    t.match(run.err, /another set/);
    t.strictSame(snapshotOf(machine.b), before);
  }
});

t.test('esp-leave does not take a byte that rotted for a change', async (t) => {
  const machine = await newMachine(t);
  const { a, from } = machine;
  await withAbsent(machine);
  const path = join(a, '6.6.1/linux');
  const { atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
  await leave(machine, 'a', `PARTUUID=${absent}`);
  const run = await from('a', '--checksum');
  t.equal(brief(run), 'held 1', run.err);
  t.match(run.err, /rotten/);
  t.equal(brief(await from('a', '--heal')), 'same 0');
});
