import { guideCommands } from '../../support/guide-commands.ts';
import { installation } from '../guest/installed.ts';
import { formatOptions, keyFile, luksDisk } from '../guest/luks-disk.ts';
import type { Scenario } from '../scenario.ts';
import { rootUuid, searchFor, standsAlone } from '../stories/alone.ts';

const bothDisks = ['disk0', 'disk1'];
const ids = (disk: string) =>
  `lsblk --noheadings --list --output UUID,PARTUUID ${disk} | tr -s ' ' '\\n' | grep . | sort -u`;
const luks =
  'lsblk --noheadings --nodeps --output FSTYPE "$(cryptsetup status vda3_crypt | sed -n \'s/^ *device: *//p\')"';

/** What the machine is booted by. */
const naming =
  '/proc/cmdline /etc/crypttab /etc/default/grub /boot/grub/*.cfg /boot/grub/grubenv /boot/efi/EFI/*/grub.cfg';
const mounted = ['/', '/boot', '/boot/efi'];

/** A command of the guide in the guest: with its disks, and, where cryptsetup asks at the terminal, with the key file. */
function inGuest(command: string): string {
  return command
    .replaceAll('/dev/sd', '/dev/vd')
    .replace(
      '| sh -ex',
      `| sed '/luksFormat/s,</dev/tty,${formatOptions},; s,</dev/tty,--key-file ${keyFile},' | sh -ex`,
    );
}

/** Makes the initrd in the clone, where its crypttab is: what its own report says is to be done. */
const makeInitrd = `set -e
for directory in dev proc sys run; do mount --rbind --make-rslave /$directory /mnt/root1/$directory; done
chroot /mnt/root1 update-initramfs -u -k all
for directory in dev proc sys run; do umount --recursive /mnt/root1/$directory; done`;
const keepInitrd = "--exclude '/boot/initrd.img-*'";

export const scenario: Scenario = {
  title: 'a spare disk for an encrypted root with GRUB, which is encrypted, too; each disk away',
  unfinished: 'it has not booted yet',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(luksDisk());
    const first = await machine.boot({ disks: bothDisks });
    same('the root is in a LUKS volume', (await first.must(luks)).trim(), 'crypto_LUKS');
    await first.must('mkdir -p /srv/data && echo one >/srv/data/file && sync');
    await first.must(await installation('--hooks', 'none'));
    const source = await first.must(rootUuid);
    const old = (await first.must(ids('/dev/vda'))).trim().split('\n');
    // What follows the first copy is done otherwise: that copy has the first disk's initrd.
    const commands = guideCommands('spare-disk.md', 'grub');
    const clones = commands.findIndex((line) => line.startsWith('root-clone') && !line.includes('--dry-run'));
    for (const line of commands.slice(0, clones)) {
      const command = inGuest(line);
      const { status, stdout, stderr } = await first.run(command);
      check(command, status === 0, stdout + stderr);
    }
    const clone = inGuest(commands[clones] ?? '');
    const copied = await first.run(clone);
    say(`${copied.stdout}${copied.stderr}`.trim());
    check(
      'its initrd names the first disk, which makes the status 1',
      copied.status === 1 && /initrd\.img\S*[^\n]*cryptroot/.test(copied.stdout + copied.stderr),
      copied,
    );
    await first.must('systemctl daemon-reload && mount --all');
    say((await first.must(makeInitrd)).trim());
    const again = await first.run(`${clone} ${keepInitrd}`);
    check('with an initrd of its own the clone is whole', again.status === 0, again);
    const fresh = (await first.must(ids('/dev/vdb'))).trim().split('\n');
    same(
      'nothing on it names the first disk but the rows for that, the initrd included',
      await first.must(searchFor(old)),
      '',
    );
    await first.must('umount --recursive /mnt/root1');
    await first.powerOff();

    say('the first disk is away');
    const alone = await machine.boot({ disks: ['disk1'] });
    const root = await alone.must(rootUuid);
    check('the root is on the second disk', fresh.includes(root) && root !== source, root);
    same('in a LUKS volume', (await alone.must(luks)).trim(), 'crypto_LUKS');
    await standsAlone(alone, { others: old, naming, mounted }, stage);
    same('what was on the first disk is there', await alone.must('cat /srv/data/file'), 'one\n');
    await alone.powerOff();

    say('the second disk is away');
    const before = await machine.boot({ disks: ['disk0'] });
    same('the root is on the first disk', await before.must(rootUuid), source);
    await standsAlone(before, { others: fresh, naming, mounted }, stage);
    await before.powerOff();
  },
};
