import { machineId } from '../guest/configure.ts';
import { twoDisks } from '../guest/disk-spec.ts';
import { bootedVersion, installVersion, listTree } from '../guest/esp.ts';
import type { Scenario } from '../scenario.ts';
import { mirror } from '../stories/spare.ts';

/** Large enough that the disk is gone before it is written. */
const large = `head -c 60M /dev/urandom >/efi0/${machineId}/6.12.2/extra && sync`;

/** Starts a run, and pulls the SATA disk when the run has written 8 MiB to its ESP. Source: Documentation/block/stat.rst. */
const pull = `esp-which >/run/set
written() { read -ra stat </sys/block/sda/sda1/stat; echo "\${stat[6]}"; }
before=$(written)
esp-mirror --no-header --output state </run/set & run=$!
while [ "$(written)" -lt $((before + 16384)) ] && kill -0 "$run"; do sleep 0.01; done
echo 1 >/sys/block/sda/device/delete
wait "$run"`;

export const scenario: Scenario = {
  title: 'the mirror is pulled out while it is written',
  async play(stage) {
    const { same, check, say } = stage;
    const machine = await stage.machine(twoDisks({ name: 'nvme-sata', buses: ['nvme', 'sata'] }));
    const guest = await machine.boot();
    await guest.must(`${installVersion('/efi0', '6.12.2')}\n${large}`);
    const booted = await guest.must(listTree('/efi0'));
    await machine.ask(guest, 'disk0');
    const { status, stdout, stderr } = await guest.run(pull);
    same('the mirror has failed', [status, stdout.trim()], [1, 'failed']);
    check('it is said', stderr !== '');
    say(stderr.trim());
    same('the booted ESP is as it was', await guest.must(listTree('/efi0')), booted);
    await guest.powerOff();

    const alone = await machine.fork('alone').boot({ disks: ['disk1'] });
    same('the pulled disk still boots what it booted before', await alone.must(bootedVersion), '6.12.1');
    await alone.powerOff();

    say('it is put in again');
    const again = await machine.boot();
    await mirror(again, 'mirrored', stage);
    same('both ESPs are equal', await again.must(listTree('/efi1')), booted);
    await mirror(again, 'same', stage);
    await again.powerOff();
  },
};
