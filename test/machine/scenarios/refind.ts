import { twoDisks } from '../guest/disk-spec.ts';
import { installVersion } from '../guest/esp.ts';
import type { Scenario } from '../scenario.ts';
import { tellSpare } from '../stories/spare.ts';

const install = [
  installVersion('/efi0', '6.12.2'),
  'sed -i s/6.12.1/6.12.2/g /efi0/EFI/refind/refind.conf /efi0/EFI/BOOT/refind.conf',
  'sync',
].join('\n');

export const scenario: Scenario = {
  title: 'rEFInd is the boot loader, and says nothing about itself',
  async play(stage) {
    const machine = await stage.machine(twoDisks({ name: 'refind', content: 'refind' }));
    await tellSpare({ machine, install, evidence: 'BootCurrent' }, stage);

    stage.say('the firmware forgets its entries: nothing tells which ESP was booted');
    machine.forgetVariables();
    const guest = await machine.boot();
    const { status, stdout } = await guest.run('esp-which');
    stage.same('esp-which does not guess', [status, stdout], [32, '']);
    await guest.powerOff();
  },
};
