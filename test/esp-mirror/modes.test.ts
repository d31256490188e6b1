import { chmodSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { contentOf, entry, kernel, leftoversOf, snapshotOf, writeTree } from '../fixtures/boot-tree.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { brief, espMirror, mirror } from '../support/esp-mirror-call.ts';
import { espMirrorWith, whyNoFaults } from '../support/fault.ts';

// Two runs on one mirror, of which one has it from a set and the other by its path: they wait for each other.

const noFaults = whyNoFaults() ?? false;
const captured = join(workspace, 'test/roots/two-nvme');

const tree = (release: string) => ({
  'vmlinuz-linux': kernel(release),
  'initramfs-linux.img': `initrd of ${release}`,
  'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux', '/initramfs-linux.img'),
});

/** A captured machine with two ESPs, which are directories of this mode; the second is to become as the first. */
async function newMachine(t: { testdir(): string }, mode: number) {
  const root = join(t.testdir(), 'root');
  cpSync(captured, root, { recursive: true, verbatimSymlinks: true });
  const [from, to] = [join(root, 'efi0'), join(root, 'efi1')];
  writeTree(from, tree('6.6.2'));
  writeTree(to, tree('6.6.1'));
  chmodSync(to, mode);
  const set = (await call(binaryOf('esp-which'), ['--sysroot', root, '--json'])).out;
  const ways = {
    'from a set': { args: ['--sysroot', root], input: set },
    'by its path': { args: ['--from', from, '--to', to], input: '' },
  };
  return { from, to, ways };
}

for (const mode of [0o700, 0o755]) {
  for (const [first, second] of [
    ['from a set', 'by its path'],
    ['by its path', 'from a set'],
    ['by its path', 'by its path'],
  ] as const) {
    const title = `mode ${mode.toString(8)}: the mirror ${first} is being written, and another run has it ${second}`;
    t.test(title, { skip: noFaults }, async (t) => {
      const { from, to, ways } = await newMachine(t, mode);
      const [one, two] = [ways[first], ways[second]];
      const slow = { calls: 'fsync', how: 'delay_exit=150000', when: 'always' } as const;
      const running = espMirrorWith(slow, one.args, one.input);
      while (leftoversOf(to).length === 0) await sleep(5);
      const before = snapshotOf(from);
      const hasty = await espMirror(['--wait', '0', ...two.args], two);
      t.equal(brief(hasty), 'failed 1', 'who does not wait fails');
      t.match(hasty.err, second === 'from a set' ? '/efi1' : to, 'what is locked is named');
      const waiting = await espMirror(['--wait', '60', ...two.args], two);
      t.equal(brief(waiting), 'same 0', 'who waits finds everything done');
      t.equal(brief(await running), 'mirrored 0');
      const { 'loader/esp-sync': _, loader: __, ...after } = snapshotOf(from);
      t.match(before, after, 'the source has a registry at most');
      t.strictSame(contentOf(to), contentOf(from));
      t.strictSame(leftoversOf(to), []);
    });
  }
}

t.test('a plan waits for nobody', { skip: noFaults }, async (t) => {
  const { from, to, ways } = await newMachine(t, 0o700);
  const slow = { calls: 'fsync', how: 'delay_exit=150000', when: 'always' } as const;
  const running = espMirrorWith(slow, ways['from a set'].args, ways['from a set'].input);
  while (leftoversOf(to).length === 0) await sleep(5);
  t.equal((await mirror(from, to, '--wait', '0', '--dry-run')).status, 0);
  t.equal(brief(await running), 'mirrored 0');
});
