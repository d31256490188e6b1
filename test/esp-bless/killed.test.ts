import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, image, writeTree } from '../fixtures/boot-tree.ts';
import { setBootCountPath } from '../fixtures/counted-boot.ts';
import { newMachine } from '../fixtures/esp-registry.ts';
import { binaryOf } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { commandWith, whyNoFaults } from '../support/fault.ts';

// esp-bless is killed at every call that changes something on a disk, and run again.

t.setTimeout(600_000);
const skip = whyNoFaults() ?? false;
const changing = 'fsync,renameat2,rename,unlink,mkdir,utimensat,ftruncate,copy_file_range';

for (const [name, entry, counters] of [
  ['a text', 'loader/entries/arch.conf', ['+3']],
  ['a text under two counters', 'loader/entries/arch.conf', ['+3', '+0-2']],
  ['an image', 'EFI/Linux/arch.efi', ['+3']],
] as const)
  t.test(name, { skip }, async (t) => {
    const { root, a, b, input } = await newMachine(t);
    const content = entry.endsWith('.efi')
      ? image({ '.linux': 'L'.repeat(100_000), '.osrel': 'ID=arch\n' })
      : 'title Arch\nlinux /6.6.1/linux\n';
    const named = (counter: string) => entry.replace(/(?=\.[^.]*$)/, counter);
    writeTree(a, { [entry]: content });
    for (const counter of counters) writeTree(b, { [named(counter)]: content });
    setBootCountPath(root, named('+2-1'));
    const kept = `${root}.kept`;
    cpSync(root, kept, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    const renew = () => {
      rmSync(root, { recursive: true });
      cpSync(kept, root, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    };
    const program = binaryOf('esp-bless');
    const args = ['--json', '--sysroot', root];
    const whole = await call(program, args, { input: input.a });
    t.equal(whole.status, 0, whole.err);
    const end = contentOf(b);
    t.equal(end[entry], contentOf(a)[entry]);
    const names = [entry, ...counters.map(named)];
    const isWhole = (path: string) =>
      existsSync(join(b, path)) && readFileSync(join(b, path)).equals(Buffer.from(content));
    const states = new Set<string>();
    let kills = 0;
    for (const calls of changing.split(',')) {
      for (let when = 1; ; when++) {
        renew();
        const run = await commandWith(program, { calls, how: 'signal=KILL', when }, args, input.a);
        if (!run.wasHit) break;
        kills += 1;
        states.add(names.filter((path) => existsSync(join(b, path))).join());
        if (!names.some(isWhole)) t.fail(`${calls} ${when}: under no name`);
        const again = await call(program, args, { input: input.a });
        if (again.status !== 0) t.fail(`${calls} ${when}: ${again.err}`);
        t.strictSame(contentOf(b), end, `${calls} ${when}`);
      }
    }
    t.comment(`${kills} kills, ${states.size} states`);
    t.ok(kills > 5 && states.size > 2);
  });
