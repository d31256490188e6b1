import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeTree } from '../fixtures/boot-tree.ts';
import { newMachine } from '../fixtures/esp-registry.ts';
import { binaryOf } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { commandWith, whyNoFaults } from '../support/fault.ts';

// esp-seed is killed at every call that changes something on a disk, and run again.

t.setTimeout(600_000);
const skip = whyNoFaults() ?? false;
const changing = 'fsync,renameat2,rename,unlink,mkdir,utimensat,ftruncate,write,pwrite64';
const seed = 'loader/random-seed';
const one = '0123456789abcdef0123456789ABCDEF';

for (const [name, a, b, args] of [
  ['the same on both', one, one, []],
  ['none on one', one, null, []],
  ['all are refreshed', one, `${one.slice(1)}!`, ['--refresh']],
] as const)
  t.test(name, { skip }, async (t) => {
    const { root, a: booted, b: mirror, input } = await newMachine(t);
    for (const [esp, content] of [
      [booted, a],
      [mirror, b],
    ] as const)
      if (content !== null) writeTree(esp, { [seed]: content });
    const kept = `${root}.kept`;
    cpSync(root, kept, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    const program = binaryOf('esp-seed');
    const all = ['--json', '--sysroot', root, ...args];
    const read = (esp: string) =>
      existsSync(join(esp, seed)) ? readFileSync(join(esp, seed), 'latin1') : null;
    let kills = 0;
    for (const calls of changing.split(',')) {
      for (let when = 1; ; when++) {
        rmSync(root, { recursive: true });
        cpSync(kept, root, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
        const files = calls.includes('write') ? [join(mirror, 'loader/TWIN0000.TMP')] : [];
        const fault = { calls, how: 'signal=KILL', when, files } as const;
        const run = await commandWith(program, fault, all, input.a);
        if (!run.wasHit) break;
        kills += 1;
        const where = `${calls} ${when}`;
        for (const [esp, content] of [
          [booted, a],
          [mirror, b],
        ] as const)
          if (read(esp) !== content && read(esp)?.length !== 32)
            t.fail(`${where}: neither the old nor a whole one`);
        const again = await call(program, all, { input: input.a });
        if (again.status !== 0) t.fail(`${where}: ${again.err}`);
        const seeds = [booted, mirror].map(read);
        if (new Set(seeds).size !== 2 || seeds.some((each) => each?.length !== 32))
          t.fail(`${where}: ${seeds.length}`);
        for (const esp of [booted, mirror])
          if (readdirSync(join(esp, 'loader')).some((each) => each.startsWith('TWIN') && read(esp) !== one))
            t.fail(`${where}: a leftover beside a seed that was written`);
      }
    }
    t.comment(`${kills} kills`);
    t.ok(kills > 5);
  });
