// The story of `npm run demo -- --machine`: sets the machine up as the scenarios do, and tells it step by step.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../packages/build-tools/src/demo/tell.mjs';
import { terminalSvg } from '../../packages/build-tools/src/demo/terminal-svg.ts';
import { demoStage } from './demo-stage.ts';
import { playMachine } from './demo-story.ts';
import { prepareBase } from './guest/base.ts';
import { endGuests } from './guest/boot.ts';
import { bootsAsDebian, toolsWithInitrds } from './guest/debian-boot.ts';
import { btrfsHalves } from './guest/degradable.ts';
import type { MachineSpec } from './guest/disk-spec.ts';
import { createMachine, type Laboratory } from './guest/machine.ts';
import { cacheDirectory } from './host/cache-directory.ts';
import { prepareLaboratory, whyNoMachine } from './laboratory.ts';

/** Where a picture of a terminal is wanted: with what was asked and mended before the disk died. */
const [, , picture] = process.argv;
const title = 'If that disk dies now, does this machine come up?';
const directory = join(cacheDirectory, 'results', `demo-${process.pid}`);

const halves = btrfsHalves();
const spec: MachineSpec = {
  ...halves,
  name: 'halves-and-a-blank',
  disks: [...halves.disks, { name: 'blank', mebibytes: 1200, partitions: [] }],
};
/** As an installer writes it: no word of a disk that may be missing. */
const asInstalled = "sed -i '\\,/efi0,s/umask=[^ ]*/umask=0077/' /etc/fstab && sync";

async function becomeDebian(laboratory: Laboratory) {
  const tools = await toolsWithInitrds(await prepareBase(spec), directory, 'hooks');
  const machine = await createMachine(laboratory, spec, join(directory, 'machine'));
  const guest = await machine.boot({ disks: ['disk0', 'disk1'], tools });
  await guest.must(`${bootsAsDebian}\n${asInstalled}`);
  await guest.powerOff();
  return machine;
}

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
    "two disks, a first boot that tells the firmware of both boot loaders, and one that gives it Debian's own initrd",
    () => becomeDebian(laboratory),
  );
  const speed =
    laboratory.qemu.accelerator === 'kvm' ? 'KVM' : 'TCG: no KVM here, so a boot takes half a minute';
  say(`  QEMU runs it with ${speed}.`);
  return machine;
}

/** Leaves the consoles, if the directory is kept. */
function removeDisks(): void {
  for (const name of ['machine', 'initrds', 'tools.img'])
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
    const stage = demoStage(directory);
    await playMachine(machine, stage);
    if (picture !== undefined) writeFileSync(picture, terminalSvg(title, stage.shown()));
    rmSync(directory, { recursive: true });
    say(
      `\nAll was as told, in ${secondsSince(started)} seconds: a disk died, and the machine came up from the other and from the new one.`,
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
