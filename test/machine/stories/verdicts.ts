import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBase } from '../guest/base.ts';
import { BootError } from '../guest/boot.ts';
import { machineId } from '../guest/configure.ts';
import { bootsAsDebian, toolsWithInitrds } from '../guest/debian-boot.ts';
import { debianHalves } from '../guest/degradable.ts';
import type { Machine } from '../guest/machine.ts';
import { faultsOf, type Verdict } from '../guest/verdict.ts';
import type { Scenario, Stage } from '../scenario.ts';

/** How long a machine is waited for that does not say that it gives up: a slow one that comes up takes a third of it. */
const patience = 420;

/** Each disk, by what stays when it is lost, with the device that is lost then. */
const lostFor = { disk0: 'disk1', disk1: 'disk0' } as const;
type Disk = keyof typeof lostFor;

/** It is not known beforehand, since it depends on where a file system puts something. */
const either = 'either';

/** What is done to a machine that comes up from each disk alone, and what is expected of each then. */
export interface Situation {
  readonly what: string;
  /** A script for the machine that runs; `names` are set. */
  readonly script: string;
  /**
   * The check that says no, by the disk that stays; null: it comes up; `either` where only chance knows. A disk that is not named is
   * neither asked about nor booted.
   */
  readonly alone: Readonly<Partial<Record<Disk, string | null>>>;
}

/** Variables of scripts: the directories of the kernel on both ESPs, the entry below each, the partitions of the roots. */
const names = `set -e
release=$(ls /boot | sed -n 's/^vmlinuz-//p')
one=/efi0/${machineId}/$release two=/efi1/${machineId}/$release
entry=loader/entries/${machineId}-$release.conf initrd=initrd.img-$release initrds=/opt/twinroot/initrds`;

/** Debian on two disks, running and saved, to be spoiled in one way after the other. */
async function prepareDebian(stage: Stage) {
  const spec = debianHalves();
  const base = await prepareBase(spec);
  const tools = await toolsWithInitrds(base, stage.directory, 'hooks', 'plain', 'no-btrfs');
  const machine = await stage.machine(spec);
  const first = await machine.boot({ tools });
  await first.must(`${bootsAsDebian}
systemctl daemon-reload
esp-which | esp-mirror
sync`);
  await first.powerOff();
  const second = await machine.boot({ tools });
  stage.same(
    'it is booted by its own entry, with its own initrd',
    await second.must("sed 's/.* ro .*/ro/' /proc/cmdline"),
    'ro\n',
  );
  const state = join(stage.directory, 'state');
  await second.save(state);
  return { machine, tools, state };
}

async function bootAlone(machine: Machine, stays: Disk): Promise<void> {
  const fork = machine.fork(stays);
  try {
    const guest = await fork.boot({ disks: [stays], seconds: patience });
    await guest.kill();
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
  } finally {
    rmSync(fork.directory, { recursive: true });
  }
}

/** The check by which it is no, or null when it is yes; `unknown` for what should be neither. */
function linkOf(verdict: Verdict): string | null {
  if (verdict.answer === 'yes') return null;
  return verdict.answer === 'no' ? (faultsOf(verdict)[0]?.check ?? 'nothing') : 'unknown';
}

/** A scenario of situations: what esp-check says in each, and which disk then boots alone. The harness compares. */
export function verdicts(title: string, situations: readonly Situation[]): Scenario {
  return {
    title,
    play: async (stage) => {
      const { machine, tools, state } = await prepareDebian(stage);
      const only = new RegExp(process.env['TWINROOT_SITUATION'] ?? '');
      for (const [index, { what, script, alone }] of situations.entries()) {
        if (!only.test(what)) continue;
        stage.say(what);
        const spoiled = machine.fork(String(index));
        const guest = await spoiled.boot({ resume: state, tools });
        await guest.must(`${names}\n${script}\nsync`);
        const disks = (['disk0', 'disk1'] as const).filter((stays) => alone[stays] !== undefined);
        for (const stays of disks) {
          const verdict = await spoiled.ask(guest, lostFor[stays]);
          const link = linkOf(verdict);
          stage.check(
            `${what}: ${stays} alone: ${alone[stays] ?? 'yes'}`,
            link === alone[stays] || alone[stays] === either,
            verdict.checks.filter((one) => one.state !== 'ok'),
          );
        }
        await guest.powerOff();
        for (const stays of disks) await bootAlone(spoiled, stays);
        rmSync(spoiled.directory, { recursive: true });
      }
      rmSync(state);
      rmSync(tools);
    },
  };
}
