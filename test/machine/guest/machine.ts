import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cached, sourceOf } from '../host/cache.ts';
import type { Qemu } from '../host/qemu.ts';
import { run } from '../host/run.ts';
import { type GuestBase, prepareBase } from './base.ts';
import { BootError, type BootOptions, bootGuest, type Guest } from './boot.ts';
import type { MachineSpec } from './disk-spec.ts';
import { buildDisks } from './disks.ts';
import { loaderPath } from './esp-content.ts';
import { registerLoader } from './firmware.ts';
import { askVerdict, type Verdict } from './verdict.ts';

/** What all machines of a run have in common. */
export interface Laboratory {
  readonly qemu: Qemu;
  readonly base: GuestBase;
  /** The image with the commands. */
  readonly tools: string;
  /** Where consoles are logged. */
  readonly logs: string;
  /** Is told of each boot. */
  readonly onBoot: (guest: Guest) => void;
  /** Is told of each verdict that was asked for, and whether the machine then came up without these disks. */
  readonly onVerdict?: (verdict: Verdict, isUp: boolean) => void;
}

/** A machine that is off: disks and variables. */
export interface Machine {
  readonly spec: MachineSpec;
  readonly directory: string;
  boot(options?: BootOptions): Promise<Guest>;
  /**
   * What esp-check says, on its guest that is on, of these disks being lost. It is kept, in forks as well, and compared with what
   * happens when the machine is next booted from its disks, without these and with all others that are there now.
   */
  ask(guest: Guest, ...lost: readonly string[]): Promise<Verdict>;
  /** The same machine once more, to go another way. */
  fork(name: string): Machine;
  /** The same machine with a raw image for one of its disks, which is written to, or only read. */
  replaceDisk(name: string, disk: string, image: string, use: 'read' | 'write'): Promise<Machine>;
  /** The image of a disk: raw or qcow2, as its suffix says. */
  image(disk: string): string;
  /** Gives the firmware the variables that it left the factory with. */
  forgetVariables(): void;
}

/** A machine whose root can only be read has not come up, unless that is a generation. */
const rootIsWritable =
  "findmnt --noheadings --output OPTIONS,FSROOT / | grep --quiet --extended-regexp '(^|,)rw(,| )|/snapshots/[^/]+/@$'";
const factoryVariables = '/usr/share/OVMF/OVMF_VARS_4M.fd';
let boots = 0;

/** A new machine of a kind, in a directory of its own. Its first boot, in which the firmware learns of the boot loaders, is behind it. */
export async function createMachine(
  laboratory: Laboratory,
  spec: MachineSpec,
  directory: string,
): Promise<Machine> {
  const sources = sourceOf(
    ...['guest/disks.ts', 'guest/root-file-system.ts', 'guest/fstab.ts'],
    ...['guest/esp-content.ts', 'guest/entry.ts'],
  );
  const base = isUsual(spec) ? laboratory.base : await prepareBase(spec);
  const key = [base.directory, JSON.stringify(spec), ...sources];
  const template = await cached(`machine-${spec.name}`, key, async (target) => {
    await buildDisks(spec, base, target);
    cpSync(factoryVariables, join(target, 'vars.fd'));
    await prime(machineOf(laboratory, spec, target), spec);
  });
  mkdirSync(directory, { recursive: true });
  for (const { name } of spec.disks) {
    await createOverlay(join(directory, `${name}.qcow2`), join(template, `${name}.raw`));
  }
  cpSync(join(template, 'vars.fd'), join(directory, 'vars.fd'));
  return machineOf(laboratory, spec, directory);
}

/** A verdict, and the disks that it takes for granted. */
interface Kept {
  readonly verdict: Verdict;
  readonly left: readonly string[];
}

async function createOverlay(overlay: string, raw: string): Promise<void> {
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', raw, '-F', 'raw', overlay]);
}

function isUsual({ packages, keepsBoot }: MachineSpec): boolean {
  return packages === undefined && !keepsBoot;
}

/** Over the removable path; the guest then registers the boot loader of each disk, or installs one. */
async function prime(machine: Machine, spec: MachineSpec): Promise<void> {
  const guest = await machine.boot();
  if (spec.install !== undefined) {
    await guest.must(spec.install);
    await guest.powerOff();
    return;
  }
  for (const { name, partitions } of spec.disks.toReversed()) {
    for (const partition of partitions) {
      const loader = partition.type === 'esp' ? loaderPath(partition.content) : null;
      if (partition.type !== 'esp' || loader === null) continue;
      await guest.must(registerLoader(partition.partuuid, `Guest ${name}`, loader));
    }
  }
  await guest.powerOff();
}

function machineOf(
  laboratory: Laboratory,
  spec: MachineSpec,
  directory: string,
  before: readonly Kept[] = [],
): Machine {
  let kept = before;
  let lastDisks: readonly string[] = [];
  const formatOf = (disk: string): 'raw' | 'qcow2' =>
    existsSync(join(directory, `${disk}.raw`)) ? 'raw' : 'qcow2';
  const image = (disk: string) => join(directory, `${disk}.${formatOf(disk)}`);
  return {
    spec,
    directory,
    image,
    boot: async (options = {}) => {
      boots += 1;
      const names = options.disks ?? spec.disks.map(({ name }) => name);
      const disks = names.map((name) => ({
        name,
        file: image(name),
        format: formatOf(name),
        bus: spec.disks.find((disk) => disk.name === name)?.bus ?? 'virtio',
        isLate: name === options.late?.disk,
      }));
      const variables = join(directory, 'vars.fd');
      const foretold = kept.findLast(
        ({ verdict, left }) =>
          !verdict.lost.some((disk) => names.includes(disk)) && left.every((disk) => names.includes(disk)),
      );
      kept = [];
      lastDisks = names;
      const compare = (isUp: boolean) => {
        if (foretold !== undefined && options.direct === undefined)
          laboratory.onVerdict?.(foretold.verdict, isUp);
      };
      const guest = await bootGuest({ ...options, laboratory, disks, variables, number: boots }).catch(
        (error: unknown) => {
          if (error instanceof BootError) compare(false);
          throw error;
        },
      );
      if (options.resume !== undefined) return guest;
      laboratory.onBoot(guest);
      compare((await guest.run(rootIsWritable)).status === 0);
      // Beside other work a disk can take longer than fstab has patience.
      await guest.run('udevadm settle; mount --all --types vfat');
      return guest;
    },
    ask: async (guest, ...lost) => {
      const verdict = await askVerdict(guest, lost);
      kept = [...kept, { verdict, left: lastDisks.filter((disk) => !lost.includes(disk)) }];
      return verdict;
    },
    fork: (name) => {
      // QEMU takes a comma for the end of a path.
      const copy = `${directory}-${name.replaceAll(/[^\w.-]+/g, '-')}`;
      cpSync(directory, copy, { recursive: true });
      return machineOf(laboratory, spec, copy, kept);
    },
    replaceDisk: async (name, disk, raw, use) => {
      const copy = `${directory}-${name}`;
      mkdirSync(copy);
      for (const file of ['vars.fd', ...spec.disks.map((one) => `${one.name}.qcow2`)]) {
        if (existsSync(join(directory, file))) cpSync(join(directory, file), join(copy, file));
      }
      rmSync(join(copy, `${disk}.qcow2`), { force: true });
      if (use === 'write') symlinkSync(raw, join(copy, `${disk}.raw`));
      else await createOverlay(join(copy, `${disk}.qcow2`), raw);
      return machineOf(laboratory, spec, copy);
    },
    forgetVariables: () => cpSync(factoryVariables, join(directory, 'vars.fd')),
  };
}
