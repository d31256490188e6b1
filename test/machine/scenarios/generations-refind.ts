import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBase } from '../guest/base.ts';
import { liveAndBlank } from '../guest/live-disk.ts';
import { prepareLoaders } from '../guest/loaders.ts';
import { buildTools } from '../guest/tools.ts';
import type { Scenario } from '../scenario.ts';
import { bootedRoot, installGenerations } from '../stories/install-generations.ts';

/** Seconds that a step may take: an initrd is made. */
const patience = 1800;
const installed = ['disk0', 'disk1'];

/** rEFInd on both ESPs, in the removable path and as a boot option, with its driver for btrfs. */
const installRefind = [
  `for esp in efi0 efi1; do
  place=/target/$esp/EFI/BOOT; mkdir -p $place/drivers_x64
  cp /opt/twinroot/refind/refind.efi $place/BOOTX64.EFI
  cp /opt/twinroot/refind/btrfs.efi $place/drivers_x64/btrfs_x64.efi
  printf '%s\\n' 'timeout -1' 'textonly true' 'scanfor manual' 'default_selection 1' 'include generations.conf' >$place/refind.conf
done`,
  `for disk in vdb vda; do efibootmgr --quiet --create --disk /dev/$disk --part 1 --label "rEFInd $disk" --loader '\\EFI\\BOOT\\BOOTX64.EFI'; done`,
];

/** With an initrd of Debian's that lets a root come up without a disk. */
const makeSecond = `gen-new -- sh -c 'echo second >/etc/mark && update-initramfs -u' | gen-switch`;
/** Stanzas that stay as they are, with kernels that rEFInd reads from the btrfs. */
const makeStatic = `set -e
gen-switch --refind >/run/static.conf
for esp in /efi0 /efi1; do
  cp /run/static.conf $esp/EFI/BOOT/static.conf
  sed -i 's/include generations.conf/include static.conf/' $esp/EFI/BOOT/refind.conf
done
sync`;

export const scenario: Scenario = {
  title:
    'generations by rEFInd: installed by the guide; kernels on the ESPs, a disk lost; kernels on the btrfs',
  async play(stage) {
    const { check, same, say } = stage;
    const spec = liveAndBlank();
    const loaders = await prepareLoaders(await prepareBase(spec));
    const beside = join(stage.directory, 'refind');
    mkdirSync(beside);
    cpSync(loaders.refind, join(beside, 'refind.efi'));
    cpSync(loaders.refindBtrfs, join(beside, 'btrfs.efi'));
    const tools = await buildTools(stage.directory, { refind: beside });
    rmSync(beside, { recursive: true });
    const machine = await stage.machine(spec);
    const live = await machine.boot({ tools });
    const first = await installGenerations(live, stage, installRefind);
    await live.powerOff();

    const one = await machine.boot({ tools, disks: installed });
    same('what was installed boots', await one.must(bootedRoot), `/snapshots/${first}/@`);
    const made = await one.run(makeSecond, patience);
    check('a second generation is made', made.status === 0, made.stderr.slice(-2000));
    const second = (await one.must('gen-list --no-header --output id | tail -n 1')).trim();
    same(
      'nobody counts: no entry has a counter',
      (await one.must('ls /efi0/loader/entries /efi1/loader/entries | grep -c + || true')).trim(),
      '0',
    );
    await one.powerOff();
    const two = await machine.boot({ tools, disks: installed });
    same('the second one boots', await two.must(bootedRoot), `/snapshots/${second}/@`);
    await two.must('gen-switch --previous', patience);
    await two.powerOff();
    const back = await machine.boot({ tools, disks: installed });
    same('--previous: the first one boots', await back.must(bootedRoot), `/snapshots/${first}/@`);
    await back.must(`gen-switch ${second}`, patience);
    await machine.ask(back, 'disk0');
    await back.powerOff();

    say('without the first disk');
    const alone = await machine.fork('alone').boot({ tools, disks: ['disk1'] });
    same('the second one boots from the other disk', await alone.must(bootedRoot), `/snapshots/${second}/@`);
    await alone.powerOff();

    say('static stanzas, with kernels on the btrfs');
    const both = await machine.boot({ tools, disks: installed });
    say(await both.must(`${makeStatic}; cat /run/static.conf`, patience));
    await both.must(`gen-switch ${first}`, patience);
    await both.powerOff();
    const still = await machine.boot({ tools, disks: installed });
    same('current/0 boots', await still.must(bootedRoot), `/snapshots/${first}/@`);
    await still.must(`gen-switch ${second}`, patience);
    await still.powerOff();
    const last = await machine.boot({ tools, disks: installed });
    same('and what it leads to after a switch', await last.must(bootedRoot), `/snapshots/${second}/@`);
    await last.powerOff();
  },
};
