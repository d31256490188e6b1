import { appendFileSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import t, { type Test } from 'tap';
import { contentOf, writeTree } from '../fixtures/boot-tree.ts';
import { newMachine, place, valuesOf } from '../fixtures/esp-registry.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { espMirror } from '../support/esp-mirror-call.ts';
import { commandWith, whyNoFaults } from '../support/fault.ts';

// esp-join and esp-leave are killed at every call that changes something on a disk, and run again.

t.setTimeout(600_000);
const skip = whyNoFaults() ?? false;
const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const changing = 'fsync,renameat2,rename,unlink,mkdir,utimensat,ftruncate';

/** The registry without what is drawn by lot; null: there is none. */
function withoutIds(esp: string) {
  if (!existsSync(join(esp, place))) return null;
  return ['member', 'gone'].map((key) => valuesOf(esp, key).map((value) => value.split(/ +/).slice(0, 2)));
}

interface Case {
  readonly command: 'esp-join' | 'esp-leave';
  readonly args: readonly string[];
  /** The directories of the members, below the root. */
  readonly places: readonly string[];
  readonly root: string;
  readonly input: string;
}

async function killEverywhere(t: Test, { command, args, places, root, input }: Case) {
  const kept = `${root}.kept`;
  rmSync(kept, { recursive: true, force: true });
  cpSync(root, kept, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const renew = () => {
    rmSync(root, { recursive: true });
    cpSync(kept, root, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  };
  const program = binaryOf(command);
  const all = ['--json', '--sysroot', root, ...args];
  const whole = await call(program, all, { input });
  t.equal(whole.status, 0, whole.err);
  const end = places.map((one) => withoutIds(join(root, one)));
  const states = new Set<string>();
  let kills = 0;
  for (const calls of changing.split(',')) {
    for (let when = 1; ; when++) {
      renew();
      const run = await commandWith(program, { calls, how: 'signal=KILL', when }, all, input);
      if (!run.wasHit) break;
      kills += 1;
      for (const one of places) {
        const path = join(root, one, place);
        if (existsSync(path)) t.match(readFileSync(path, 'utf8'), /\nend sha256:[0-9a-f]{64}\n$/);
        states.add(`${one} ${JSON.stringify(withoutIds(join(root, one)))}`);
      }
      // The last of the places is written first: that of the ESP is the one that is asked.
      const done = places.map((one) =>
        isDeepStrictEqual(withoutIds(join(root, one)), end[places.indexOf(one)]),
      );
      if (done[0]) t.ok(done.at(-1), `${calls} ${when}: the ESP comes last`);
      const again = await call(program, all, { input });
      if (again.status !== 0) t.fail(`${calls} ${when}: ${again.err}`);
      t.same(again.out, whole.out);
      t.strictSame(
        places.map((one) => withoutIds(join(root, one))),
        end,
        `${calls} ${when}`,
      );
    }
  }
  t.comment(`${kills} kills, ${states.size} states`);
  t.ok(kills > 4);
}

t.test('esp-leave', { skip }, async (t) => {
  const { root, from, input } = await newMachine(t);
  await from('a');
  await killEverywhere(t, {
    command: 'esp-leave',
    args: [`PARTUUID=${second}`],
    places: ['efi0'],
    root,
    input: input.a,
  });
});

t.test('esp-join, which takes over', { skip }, async (t) => {
  const { root, a, b, from, input } = await newMachine(t);
  await from('b');
  rmSync(join(a, place));
  // The registry of the second names another machine's first.
  const text = readFileSync(join(b, place), 'utf8');
  t.ok(text.includes(second));
  const other = await newMachine({ testdir: () => join(root, '../other') });
  await other.from('a');
  writeTree(a, { [place]: readFileSync(join(other.a, place), 'utf8') });
  const left = await call(binaryOf('esp-leave'), ['--sysroot', root, '/efi1'], { input: input.a });
  t.equal(left.status, 0, left.err);
  await killEverywhere(t, {
    command: 'esp-join',
    args: ['--take-over', '/efi1'],
    places: ['efi0', 'efi1'],
    root,
    input: input.a,
  });
  const set = await call(binaryOf('esp-join'), ['--json', '--sysroot', root, '/efi1'], { input: input.a });
  const mirrored = await espMirror(['--sysroot', root], { input: set.out });
  t.equal(mirrored.status, 0, mirrored.err);
  t.strictSame(contentOf(b), contentOf(a));
});

t.test('both, with an XBOOTLDR partition', { skip }, async (t) => {
  const root = join(t.testdir({}), 'root');
  cpSync(join(workspace, 'test/roots/esp-xbootldr'), root, { recursive: true, verbatimSymlinks: true });
  const second = '33 25 259:6 / /boot2 rw,relatime - vfat /dev/nvme1n1p2 rw,errors=remount-ro\n';
  appendFileSync(join(root, 'proc/self/mountinfo'), second);
  const set = await call(binaryOf('esp-which'), ['--json', '--sysroot', root]);
  const { members } = JSON.parse(set.out);
  const place = (role: string, kind: string) =>
    members.find((one: { role: string; kind: string }) => one.role === role && one.kind === kind)?.mountpoint;
  const places = [place('booted', 'esp'), place('booted', 'xbootldr')].map((path) => path.slice(1));
  for (const one of places) writeTree(join(root, one), { linux: 'MZ' });
  const mirror = place('mirror', 'esp');
  for (const { mountpoint } of members) writeTree(join(root, mountpoint), { linux: 'MZ' });
  const before = contentOf(join(root, mirror));
  await killEverywhere(t, { command: 'esp-join', args: [], places, root, input: set.out });
  await killEverywhere(t, { command: 'esp-leave', args: [mirror], places, root, input: set.out });
  for (const one of places) t.equal(valuesOf(join(root, one), 'gone').length, 2, 'both partitions have left');
  t.strictSame(contentOf(join(root, mirror)), before);
});
