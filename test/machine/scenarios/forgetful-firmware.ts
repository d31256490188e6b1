import type { Guest } from '../guest/boot.ts';
import { type DiskSpec, type MachineSpec, partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp, evidence, installVersion, listTree } from '../guest/esp.ts';
import { bootOrder, registerLoader, withVariables } from '../guest/firmware.ts';
import type { Machine } from '../guest/machine.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { mirror } from '../stories/spare.ts';

const foreign = {
  stranger: '57a46e70-0000-4000-8000-000000000002',
  stick: '57a46e70-0000-4000-8000-000000000003',
};
const label = 'Größe, 東京, Ελλάδα';

/** A disk with nothing but an ESP, which the machine's fstab does not know. */
const espDisk = (name: keyof typeof foreign, volumeId: string): DiskSpec => ({
  name,
  bus: name === 'stick' ? 'stick' : 'virtio',
  mebibytes: 310,
  partitions: [
    {
      type: 'esp',
      partuuid: foreign[name],
      mebibytes: 300,
      fat: 32,
      volumeId,
      mountpoint: null,
      content: 'empty',
    },
  ],
});

const spec: MachineSpec = {
  name: 'strangers',
  disks: [...twoDisks().disks, espDisk('stranger', '57A46E72'), espDisk('stick', '57A46E73')],
};

/** Puts a boot loader of another system on them; the stick is where a mirror would be mounted. */
const furnish = [
  'set -e',
  'mkdir -p /mnt/stranger /efi2',
  `mount /dev/disk/by-partuuid/${foreign.stranger} /mnt/stranger`,
  `mount /dev/disk/by-partuuid/${foreign.stick} /efi2`,
  'for place in /mnt/stranger /efi2; do',
  '  mkdir -p $place/EFI/other $place/loader/entries',
  '  cp /efi0/EFI/systemd/systemd-bootx64.efi $place/EFI/other/loader.efi',
  "  printf 'title Other\\nlinux /EFI/other/loader.efi\\n' >$place/loader/entries/other.conf",
  'done',
  'sync',
].join('\n');

export const scenario: Scenario = {
  title: "the firmware forgets, mislabels and reorders its entries; strangers' ESPs stay theirs",
  async play(stage) {
    const { same, say } = stage;
    const machine = await stage.machine(spec);
    const guest = await machine.boot();
    await strangersStay(guest, stage);

    say('an entry with a comma and letters beyond ASCII, for the second disk');
    await guest.must(registerLoader(partuuids[1], label, '\\EFI\\systemd\\systemd-bootx64.efi'));
    await guest.powerOff();
    const labelled = await machine.boot();
    await labelled.must('mkdir -p /efi2');
    same('esp-which names the second disk', await labelled.must(bootedEsp), partuuids[1]);
    same('from the boot loader', await labelled.must(evidence), 'LoaderDevicePartUUID');
    same(
      'it does without the boot loader',
      await labelled.must(withVariables('Boot*', bootedEsp)),
      partuuids[1],
    );
    same(
      'by the entry with that label',
      await labelled.must(withVariables('Boot*', evidence)),
      'BootCurrent',
    );

    say('the boot order is reversed');
    await labelled.must(bootOrder('Guest disk0', 'Guest disk1'));
    await labelled.powerOff();
    const ordered = await machine.boot();
    same('the first disk booted', await ordered.must(bootedEsp), partuuids[0]);
    await ordered.must(bootOrder('Guest disk1', 'Guest disk0'));
    await ordered.powerOff();
    const reversed = await machine.boot();
    same('then the second', await reversed.must(bootedEsp), partuuids[1]);
    await mirror(reversed, 'same', stage);
    await reversed.powerOff();

    say('the firmware has forgotten its entries, and takes the first disk that it finds');
    await bootForgotten(machine, ['disk0', 'disk1'], partuuids[0], stage);
    await bootForgotten(machine, ['disk1', 'disk0'], partuuids[1], stage);
  },
};

async function strangersStay(guest: Guest, stage: Stage): Promise<void> {
  const { same, check, say } = stage;
  await guest.must(furnish);
  const places = ['/mnt/stranger', '/efi2'];
  const before = await guest.must(places.map(listTree).join('; '));
  const set = await guest.run('esp-which --no-header --output role,partuuid');
  const lines = set.stdout.trim().split('\n');
  same(
    'the set is the two ESPs of this machine',
    lines.map((line) => line.trim().split(/\s+/)),
    [
      ['booted', partuuids[0]],
      ['mirror', partuuids[1]],
    ],
  );
  say(`about the stick: ${set.stderr.trim() || 'nothing'}`);
  const named = await guest.run(`esp-which PARTUUID=${foreign.stick}`);
  check('the stick is no mirror though it is named', named.status === 1 && named.stderr !== '', named);
  await guest.must(installVersion('/efi0', '6.12.2'));
  await mirror(guest, 'mirrored', stage);
  same("the strangers' ESPs are as they were", await guest.must(places.map(listTree).join('; ')), before);
  await guest.must('umount /mnt/stranger /efi2');
}

async function bootForgotten(
  machine: Machine,
  disks: readonly string[],
  partuuid: string,
  { same }: Stage,
): Promise<void> {
  machine.forgetVariables();
  const guest = await machine.boot({ disks });
  same(`${disks[0]} booted`, await guest.must(bootedEsp), partuuid);
  same('esp-which says how it knows', await guest.must(evidence), 'LoaderDevicePartUUID');
  await guest.powerOff();
}
