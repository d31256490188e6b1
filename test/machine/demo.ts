// The story of `npm run demo -- --machine`: sets the machine up as the scenarios do, and tells it step by step.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../packages/build-tools/src/demo/tell.mjs';
import { playMachine } from './demo-story.ts';
import { endGuests } from './guest/boot.ts';
import { twoDisks } from './guest/disk-spec.ts';
import { createMachine } from './guest/machine.ts';
import { cacheDirectory } from './host/cache-directory.ts';
import { prepareLaboratory, whyNoMachine } from './laboratory.ts';

const directory = join(cacheDirectory, 'results', `demo-${process.pid}`);

async function prepareMachine() {
  const timed = async <T>(what: string, prepare: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const made = await prepare();
    say(`  ${what}: ${secondsSince(started)} s`);
    return made;
  };
  const why = await whyNoMachine();
  if (why !== null) throw new Error(`no machine can be made here: ${why}`);
  say('Set-up; what is made once is kept:');
  const laboratory = await timed(
    "the host's packages, QEMU, a Debian for the guest, an image with the commands",
    () => prepareLaboratory(directory, () => undefined),
  );
  const machine = await timed(
    'two disks, and a first boot that tells the firmware of both boot loaders',
    () => createMachine(laboratory, twoDisks(), join(directory, 'machine')),
  );
  const speed =
    laboratory.qemu.accelerator === 'kvm' ? 'KVM' : 'TCG: no KVM here, so a boot takes half a minute';
  say(`  QEMU runs it with ${speed}.`);
  return machine;
}

/** Leaves the consoles, if the directory is kept. */
function removeDisks(): void {
  for (const name of ['machine', 'machine-second-alone'])
    rmSync(join(directory, name), { recursive: true, force: true });
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(0);
}

async function main(): Promise<number> {
  try {
    mkdirSync(directory, { recursive: true });
    const machine = await prepareMachine();
    const started = performance.now();
    await playMachine(machine, directory);
    rmSync(directory, { recursive: true });
    say(
      `\nAll was as told, in ${secondsSince(started)} seconds: each disk alone booted what was installed last.`,
    );
    return 0;
  } catch (error) {
    process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : error}\n`);
    process.stderr.write(`demo: NOT all was as told; the consoles of the guests are in ${directory}\n`);
    return 1;
  } finally {
    endGuests();
    removeDisks();
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endGuests();
    rmSync(directory, { recursive: true, force: true });
    process.kill(process.pid, signal);
  });
}
process.exitCode = await main();
