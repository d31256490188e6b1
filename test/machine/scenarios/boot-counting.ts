import type { Guest } from '../guest/boot.ts';
import { machineId } from '../guest/configure.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { bootedVersion, installVersion } from '../guest/esp.ts';
import type { Scenario } from '../scenario.ts';
import { mirror } from '../stories/spare.ts';

/** Installs a version on the first disk, its entry with a boot counter. */
const installCounted = (version: string, counter: string) => {
  const entry = `/efi0/loader/entries/${machineId}-${version}`;
  return `${installVersion('/efi0', version)}\nmv ${entry}.conf ${entry}${counter}.conf && sync`;
};

/** The counters of a version's entry on an ESP; an empty one: it is good. */
async function countersOf(guest: Guest, directory: string, version: string): Promise<readonly string[]> {
  const names = await guest.must(`ls ${directory}/loader/entries`);
  const pattern = new RegExp(`^${machineId}-${version.replaceAll('.', '\\.')}(.*)\\.conf$`);
  return names.split('\n').flatMap((name) => pattern.exec(name)?.[1] ?? []);
}

export const scenario: Scenario = {
  title: 'boot counters: each disk counts for itself, and what was found good is good on both',
  async play(stage) {
    const { same, say } = stage;
    const machine = await stage.machine(twoDisks());
    const guest = await machine.boot();
    await guest.must(installCounted('6.12.2', '+3'));
    await mirror(guest, 'mirrored', stage);
    same('the new entry arrives with all its tries', await countersOf(guest, '/efi1', '6.12.2'), ['+3']);
    await guest.powerOff();

    const tried = await machine.boot();
    same('the new version boots', await tried.must(bootedVersion), '6.12.2');
    same('the booted disk has one try less', await countersOf(tried, '/efi0', '6.12.2'), ['+2-1']);
    await mirror(tried, 'same', stage);
    same('the mirror keeps all its tries', await countersOf(tried, '/efi1', '6.12.2'), ['+3']);

    say('the boot is found good');
    await tried.must('esp-which | esp-bind && /usr/lib/systemd/systemd-bless-boot good');
    same('the booted disk has no counter', await countersOf(tried, '/efi0', '6.12.2'), ['']);
    await mirror(tried, 'mirrored', stage);
    same('the mirror has none either', await countersOf(tried, '/efi1', '6.12.2'), ['']);
    await mirror(tried, 'same', stage);

    say('an entry that was tried in vain');
    await tried.must(installCounted('6.11.9', '+0-3'));
    await mirror(tried, 'mirrored', stage);
    same('it arrives with all its tries', await countersOf(tried, '/efi1', '6.11.9'), ['+3']);
    same('and stays bad where it was tried', await countersOf(tried, '/efi0', '6.11.9'), ['+0-3']);
    await tried.powerOff();

    const alone = await machine.boot({ disks: ['disk1'] });
    same('the mirror boots what was found good', await alone.must(bootedVersion), '6.12.2');
    await alone.powerOff();
  },
};
