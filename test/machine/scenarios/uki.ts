import type { Guest } from '../guest/boot.ts';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp, evidence } from '../guest/esp.ts';
import { withVariables } from '../guest/firmware.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { tellSpare } from '../stories/spare.ts';

/** A kernel update, as far as the firmware can tell: the command line in the UKI names another version. */
const install = [
  'set -e',
  'for file in /efi0/EFI/Linux/guest-6.12.1.efi /efi0/EFI/BOOT/BOOTX64.EFI; do',
  '  sed --binary \'s/guest.version=6.12.1/guest.version=6.12.2/\' "$file" >/run/uki',
  '  cp /run/uki "$file"',
  'done',
  'sync',
].join('\n');

export const scenario: Scenario = {
  title: 'firmware starts a UKI, without a boot loader',
  async play(stage) {
    const machine = await stage.machine(twoDisks({ name: 'uki', content: 'uki' }));
    // systemd-stub sets this, too, where no boot loader has.
    const first = 'LoaderDevicePartUUID';
    await tellSpare({ machine, install, evidence: first, look: (guest) => lookAtStub(guest, stage) }, stage);
  },
};

async function lookAtStub(guest: Guest, { same }: Stage): Promise<void> {
  const stub = (script: string) => guest.must(withVariables('Stub*', script));
  same('without it, the stub tells', await stub(evidence), 'StubDevicePartUUID');
  same('and tells the same', await stub(bootedEsp), partuuids[0]);
  const firmware = (script: string) => guest.must(withVariables('Boot*', script));
  same('without both, the firmware tells', await firmware(evidence), 'BootCurrent');
  same('and tells the same', await firmware(bootedEsp), partuuids[0]);
}
