import { readFileSync } from 'node:fs';
import { prepareBase } from '../guest/base.ts';
import { BootError, type BootOptions, type Guest } from '../guest/boot.ts';
import { btrfsHalves, mdHalves, rootOn } from '../guest/degradable.ts';
import { kernelOptions } from '../guest/entry.ts';
import { type InitrdMaker, prepareInitrd } from '../guest/initrds.ts';
import type { Machine } from '../guest/machine.ts';
import type { Scenario, Stage } from '../scenario.ts';

const disks = ['disk0', 'disk1'];
/** What the kernel says when it starts the initrd. */
const initrdStarts = 'Run /init as init process';
/** How long a machine is waited for that is not to come up; the slowest one that does takes half of it. */
const patience = 200;

/** How each kind of root says that it lacks something: lines on the one hand, none on the other. */
const lacking = {
  btrfs: 'grep -l 1 /sys/fs/btrfs/*/devinfo/*/missing',
  md: 'grep -lv "^0$" /sys/block/md*/md/degraded',
} as const;

/** Boots a machine, or gives what it wrote on its console until it was given up. */
async function bootOrNot(machine: Machine, options: BootOptions): Promise<Guest | string> {
  try {
    return await machine.boot(options);
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
    return readFileSync(error.console, 'latin1');
  }
}

/** A kind of root, and an initrd. */
interface Play {
  readonly kind: 'btrfs' | 'md';
  readonly maker: InitrdMaker;
  /** Whether it comes up without a disk as the distribution makes it. */
  readonly comesUpAnyway?: boolean;
}

/** Boots a root of a kind with an initrd: each disk away, each slow by 10 s, both there; and without the hooks. */
async function playRoot({ kind, maker, comesUpAnyway = false }: Play, stage: Stage): Promise<void> {
  const { check, same } = stage;
  const spec = kind === 'btrfs' ? btrfsHalves() : mdHalves();
  const base = await prepareBase(spec);
  const machine = await stage.machine(spec);
  const name = (text: string) => `${kind}, ${maker}: ${text}`;
  const commandLine = `${rootOn[kind]} ro ${kernelOptions} loglevel=7`;
  const start = async (hasHooks: boolean, title: string, options: BootOptions) => {
    const direct = { kernel: base.kernel, initrd: await prepareInitrd(base, maker, hasHooks), commandLine };
    // Another machine each time: a half that was used alone is not what the other one is.
    return bootOrNot(machine.fork(title), { direct, ...options });
  };

  if (!comesUpAnyway) {
    const hung = await start(false, 'hung', { disks: ['disk0'], seconds: patience });
    check(name('without the hooks it does not come up without a disk'), typeof hung === 'string');
    if (typeof hung !== 'string') await hung.powerOff();
  }

  for (const stays of disks) {
    const guest = await start(true, `alone-${stays}`, { disks: [stays] });
    check(name(`${stays} alone comes up`), typeof guest !== 'string', guest);
    if (typeof guest === 'string') continue;
    check(name('it lacks a disk'), (await guest.run(lacking[kind])).status === 0);
    if (!comesUpAnyway || kind === 'btrfs') {
      const mark = await guest.run('cat /run/twinroot/degraded');
      check(name('it has the mark'), /^root (btrfs|md) .*\nmissing .*\nwaited 30$/m.test(mark.stdout), mark);
      check(name('it is said'), /has not come|have not come/.test(readFileSync(guest.console, 'latin1')));
    }
    same(name('no unit has failed'), await guest.must('systemctl list-units --failed --no-legend'), '');
    await guest.powerOff();
  }

  for (const disk of disks) {
    const late = { disk, text: initrdStarts, seconds: 10 };
    const guest = await start(true, `slow-${disk}`, { disks, late });
    check(name(`${disk} slow by 10 s: it comes up`), typeof guest !== 'string', guest);
    if (typeof guest === 'string') continue;
    check(name('it lacks nothing'), (await guest.run(lacking[kind])).status === 1);
    check(name('it has no mark'), (await guest.run('test -e /run/twinroot/degraded')).status === 1);
    await guest.powerOff();
  }

  const guest = await start(true, 'both', { disks });
  check(name('both there: it comes up'), typeof guest !== 'string', guest);
  if (typeof guest === 'string') return;
  check(name('both there: it lacks nothing'), (await guest.run(lacking[kind])).status === 1);
  same(
    name('both there: nothing is said'),
    await guest.must('journalctl -k | grep -c "twinroot: " || true'),
    '0\n',
  );
  await guest.powerOff();
}

/** A scenario of roots with initrds. */
export function degradedRoots(title: string, plays: readonly Play[]): Scenario {
  return {
    title,
    play: async (stage) => {
      for (const play of plays) await playRoot(play, stage);
    },
  };
}
