import type { Guest } from '../guest/boot.ts';
import { partuuids } from '../guest/disk-spec.ts';
import { bootedEsp, bootedVersion, evidence } from '../guest/esp.ts';
import type { Machine } from '../guest/machine.ts';
import type { Stage } from '../scenario.ts';

/** How a machine that boots in its own way gets a new version and loses a disk. */
export interface SpareStory {
  readonly machine: Machine;
  /** A script for the guest that brings 6.12.2 to the booted disk. */
  readonly install: string;
  /** The variable that names the booted ESP. */
  readonly evidence: string;
  /** What else is to be seen in the first boot, before the mirror is made. */
  readonly look?: (guest: Guest) => Promise<void>;
}

/** The first disk boots, gets a new version, is mirrored and goes away; the second boots that version. */
export async function tellSpare(story: SpareStory, stage: Stage): Promise<void> {
  const { machine, install } = story;
  const { same } = stage;
  const guest = await machine.boot();
  same('esp-which names the first disk', await guest.must(bootedEsp), partuuids[0]);
  same('it knows that from', await guest.must(evidence), story.evidence);
  await story.look?.(guest);
  await guest.must(install);
  await mirror(guest, 'mirrored', stage);
  await mirror(guest, 'same', stage);
  await machine.ask(guest, 'disk0');
  await guest.powerOff();

  stage.say('the first disk is taken away');
  const alone = await machine.boot({ disks: ['disk1'] });
  same('the second disk boots the new version', await alone.must(bootedVersion), '6.12.2');
  same('esp-which names the second disk', await alone.must(bootedEsp), partuuids[1]);
  same('it knows that from', await alone.must(evidence), story.evidence);
  await alone.powerOff();
}

/** One run of esp-mirror that ends well and has nothing to say, all mirrors in the same state. */
export async function mirror(guest: Guest, state: 'mirrored' | 'same', stage: Stage): Promise<void> {
  const { status, stdout, stderr } = await guest.run(
    'esp-which 2>/run/which.err | esp-mirror --no-header --output state,why',
  );
  const states = [...new Set(stdout.trim().split('\n'))].map((line) => line.trim().split(/\s+/)[0]);
  stage.check(
    `esp-mirror: ${state}`,
    status === 0 && states.length === 1 && states[0] === state && stderr === '',
    { status, stdout, stderr },
  );
}
