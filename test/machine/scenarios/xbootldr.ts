import { type PartitionSpec, twoDisks } from '../guest/disk-spec.ts';
import { installVersion, listTree } from '../guest/esp.ts';
import type { Scenario } from '../scenario.ts';
import { tellSpare } from '../stories/spare.ts';

const xbootldr = (index: number, mountpoint: string): PartitionSpec => ({
  type: 'xbootldr',
  partuuid: `a0b1c2d${index}-0000-4000-8000-00000000b007`,
  mebibytes: 300,
  fat: 32,
  volumeId: `B0070B0${index}`,
  mountpoint,
  content: 'entries',
});

export const scenario: Scenario = {
  title: 'boot loaders on the ESPs, kernels on XBOOTLDR partitions',
  async play(stage) {
    const machine = await stage.machine(
      twoDisks({
        name: 'xbootldr',
        content: 'loader-alone',
        between: [[xbootldr(0, '/boot@a')], [xbootldr(1, '/boot@b')]],
      }),
    );
    await tellSpare(
      {
        machine,
        install: `${installVersion('/boot@a', '6.12.2')}\necho 'console-mode keep' >>/efi0/loader/loader.conf`,
        evidence: 'LoaderDevicePartUUID',
        look: async (guest) => {
          const set = await guest.must('esp-which --no-header --output role,kind,mountpoint | sort');
          stage.same(
            'ESP goes with ESP, XBOOTLDR with XBOOTLDR',
            set
              .trim()
              .split('\n')
              .map((line) => line.trim().split(/\s+/)),
            [
              ['booted', 'esp', '/efi0'],
              ['booted', 'xbootldr', '/boot@a'],
              ['mirror', 'esp', '/efi1'],
              ['mirror', 'xbootldr', '/boot@b'],
            ],
          );
          const { status, stderr } = await guest.run('mkdir -p /efi && esp-which | esp-bind');
          stage.same('esp-bind ends well', [status, stderr], [0, '']);
          stage.same(
            'XBOOTLDR is on /boot',
            await guest.must(listTree('/boot')),
            await guest.must(listTree('/boot@a')),
          );
          stage.same(
            'the ESP is on /efi',
            await guest.must(listTree('/efi')),
            await guest.must(listTree('/efi0')),
          );
        },
      },
      stage,
    );
  },
};
