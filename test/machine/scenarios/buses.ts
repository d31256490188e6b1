import { twoDisks } from '../guest/disk-spec.ts';
import { installVersion } from '../guest/esp.ts';
import type { Scenario } from '../scenario.ts';
import { tellSpare } from '../stories/spare.ts';

export const scenario: Scenario = {
  title: 'an NVMe disk dies; a SATA disk is its mirror',
  async play(stage) {
    const machine = await stage.machine(twoDisks({ name: 'nvme-sata', buses: ['nvme', 'sata'] }));
    await tellSpare(
      {
        machine,
        install: installVersion('/efi0', '6.12.2'),
        evidence: 'LoaderDevicePartUUID',
        look: async (guest) => {
          const devices = await guest.must('esp-which --no-header --output role,device,disk');
          stage.same('the devices have their names', devices.trim().split(/\s+/), [
            ...['booted', '/dev/nvme0n1p1', '/dev/nvme0n1'],
            ...['mirror', '/dev/sda1', '/dev/sda'],
          ]);
        },
      },
      stage,
    );
  },
};
