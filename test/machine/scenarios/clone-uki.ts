import { guideCommands } from '../../support/guide-commands.ts';
import { installation } from '../guest/installed.ts';
import { oneDisk, oneDiskIds } from '../guest/one-disk.ts';
import type { Scenario } from '../scenario.ts';

const usual = oneDisk();
const spec = {
  ...usual,
  name: 'one-disk-uki',
  packages: [...(usual.packages ?? []), 'systemd-ukify', 'systemd-boot-efi'],
};

/** An image of what the entry boots, which says so in its command line; systemd-boot starts it from then on. */
const makeImage = [
  'set -e',
  "sed -n 's/^options *\\(.*\\)/\\1 guest.uki=1/p' /boot/loader/entries/*.conf >/run/cmdline",
  'mkdir -p /boot/EFI/Linux',
  'ukify build --linux="$(ls /boot/*/*/linux)" --initrd="$(ls /boot/*/*/initrd)" --cmdline=@/run/cmdline --output=/boot/EFI/Linux/guest.efi',
  "sed -i '/^default/d' /efi/loader/loader.conf",
  "echo 'default guest.efi' >>/efi/loader/loader.conf",
  'sync',
].join('\n');

const rootUuid = 'findmnt --noheadings --first-only --output UUID / | tr -d "\\n"';
const newUuids = 'lsblk --nodeps --noheadings --output UUID /dev/vdb1 /dev/vdb2 /dev/vdb3';

/** What a run says of its images, after another one. */
const thirdRun = `call='root-clone --map /etc/twinroot/spare.map --to /mnt/root1 --add-peer /mnt/root1 --rebuild-uki --no-header --output step,target,state,why'
$call >/dev/null && $call | awk '$3 != "same"'`;

const isForBtrfs = (command: string) => command.startsWith('btrfs ');

/** The commands of the guides for an ext4 root, with the names that disks have in the guest, and with the option. */
const ofGuides = ['raid.md', 'spare-disk.md'].flatMap((guide) => guideCommands(guide));
const commands = ofGuides
  .filter((command) => !isForBtrfs(command))
  .map((command) => {
    const inGuest = command.replaceAll('/dev/sd', '/dev/vd');
    return inGuest.startsWith('root-clone') ? `${inGuest} --rebuild-uki` : inGuest;
  });

export const scenario: Scenario = {
  title: 'a root that a unified kernel image boots is cloned; the first disk away',
  async play({ machine: newMachine, same, check, say }) {
    const machine = await newMachine(spec);
    const first = await machine.boot();
    await first.must(await installation('--hooks', 'none'));
    say((await first.must(makeImage)).trim());
    for (const command of commands) {
      const { status, stdout, stderr } = await first.run(command);
      check(command, status === 0, stdout + stderr);
      if (command.startsWith('root-clone')) say(`${stdout}${stderr}`.trim());
    }
    const fresh = (await first.must(newUuids)).trim().split('\n');
    same('a third run has nothing to do', (await first.must(thirdRun)).trim(), '');
    await first.must('umount /mnt/root1/efi /mnt/root1/boot /mnt/root1');
    await first.powerOff();

    say('the first disk is away');
    const alone = await machine.boot({ disks: ['disk1'] });
    same('the root is the second disk', await alone.must(rootUuid), fresh[2]);
    const line = await alone.must('cat /proc/cmdline');
    check('the image was booted', line.includes('guest.uki=1'), line);
    check('it names the new root', line.includes(`root=UUID=${fresh[2]}`), line);
    const old = Object.values(oneDiskIds).flatMap(({ partuuid, uuid }) => [partuuid, uuid]);
    same(
      'and nothing of the first disk',
      old.filter((id) => line.includes(id)),
      [],
    );
    await alone.powerOff();
  },
};
