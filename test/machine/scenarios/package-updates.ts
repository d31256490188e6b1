import type { Guest } from '../guest/boot.ts';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp, bootedVersion } from '../guest/esp.ts';
import { installation } from '../guest/installed.ts';
import type { Machine } from '../guest/machine.ts';
import {
  becomeArch,
  keepKernel,
  makeDeb,
  makeKernel,
  makePacmanPackage,
  pairOn,
  prepareDebian,
  prepareKernelInstall,
  preparePacman,
} from '../guest/packages.ts';
import type { Scenario, Stage } from '../scenario.ts';

const equal = 'diff -rq --exclude=random-seed /efi0 /efi1';
/** Seconds from the kernel of a transaction of pacman's to its initrd. */
const untilInitrd = 30;
const upgrade = 'pacman -U --noconfirm --noprogressbar /root/linux.pkg.tar';

export const scenario: Scenario = {
  title: 'pacman, apt and kernel-install bring kernels: each is on the mirror by itself, and boots there',
  async play(stage) {
    const machine = await stage.machine({
      ...twoDisks({ name: 'package-managers' }),
      packages: ['pacman-package-manager'],
    });
    const guest = await machine.boot();
    await guest.must(`${await installation()}
systemctl enable --quiet esp-bind.service
${keepKernel}
${preparePacman(untilInitrd)}
${makePacmanPackage}
sync`);
    await guest.powerOff();
    await cutWithinTransaction(machine.fork('cut'), stage);
    await byPacman(machine.fork('pacman'), stage);
    await byKernelInstall(machine.fork('kernel-install'), stage);
    await byApt(machine.fork('apt'), stage);
  },
};

/** The watcher runs, and power goes between the kernel and its initrd: the mirror has the old pair. */
async function cutWithinTransaction(machine: Machine, { same, say }: Stage): Promise<void> {
  const guest = await machine.boot();
  await guest.must(becomeArch);
  await guest.must(`esp-which | esp-mirror --quiet >/dev/null && ${equal}`);
  const old = await guest.must(pairOn('/efi1'));
  await guest.must('systemctl start esp-watch.service; sleep 5');
  await guest.must(`systemd-run --quiet --unit=upgrade ${upgrade}`);
  await guest.must(
    'for i in {1..600}; do cmp -s /efi0/vmlinuz-linux /efi1/vmlinuz-linux || exit 0; sleep 0.2; done; exit 1',
  );
  say('the new kernel is on the booted ESP, its initrd is not; ten seconds pass');
  await guest.must('sleep 10; cmp -s /efi0/initramfs-linux.img /efi1/initramfs-linux.img');
  same('the mirror has the old pair', await guest.must(pairOn('/efi1')), old);
  await guest.kill();
  say('power is cut, and the first disk is away');
  const alone = await machine.boot({ disks: ['disk1'] });
  same('the second disk boots', await alone.must(bootedVersion), 'arch');
  same('with the old pair', await alone.must(pairOn('/efi1')), old);
  await alone.powerOff();
}

/** A transaction of pacman's, to its end. Its hook and the watcher are both there. */
async function byPacman(machine: Machine, stage: Stage): Promise<void> {
  const guest = await machine.boot();
  await guest.must(becomeArch);
  await guest.must(`esp-which | esp-mirror --quiet >/dev/null && ${equal}`);
  const old = await guest.must(pairOn('/efi1'));
  await guest.must('systemctl start esp-watch.service; sleep 5');
  const { status, stderr } = await guest.run(upgrade);
  stage.same('pacman -U ends well', [status, stderr], [0, '']);
  const now = await guest.must(pairOn('/efi1'));
  stage.check('the mirror has another pair', now !== old, now);
  stage.same('that of the booted ESP', now, await guest.must(pairOn('/efi0')));
  await guest.powerOff();
  const alone = await machine.boot({ disks: ['disk1'] });
  stage.same('the second disk boots', await alone.must(bootedVersion), 'arch');
  stage.same('with the new pair', await alone.must(pairOn('/efi1')), now);
  await alone.powerOff();
}

async function byKernelInstall(machine: Machine, stage: Stage): Promise<void> {
  const guest = await machine.boot();
  await guest.must(prepareKernelInstall('6.12.10'));
  await guest.must(makeKernel('6.12.10', '/root/linux', '/root/initrd'));
  const { status, stdout, stderr } = await guest.run(
    'kernel-install add 6.12.10 /root/linux /root/initrd',
    300,
  );
  stage.check('kernel-install add ends well', status === 0, { status, stdout, stderr });
  await bootsAlone(machine, guest, '6.12.10', stage);
}

async function byApt(machine: Machine, stage: Stage): Promise<void> {
  const guest = await machine.boot();
  await guest.must(prepareKernelInstall('6.12.11'));
  await guest.must(prepareDebian('6.12.11'));
  await guest.must(makeDeb('6.12.11'));
  const { status, stdout, stderr } = await guest.run('apt-get -qq --yes install /root/linux.deb');
  stage.check('apt-get install ends well', status === 0, { status, stdout, stderr });
  stage.say(stdout.trim());
  await bootsAlone(machine, guest, '6.12.11', stage);
}

/** The new version is on both disks with nothing more done; the second one boots it when the first is away. */
async function bootsAlone(
  machine: Machine,
  guest: Guest,
  version: string,
  { check, same, say }: Stage,
): Promise<void> {
  const { status, stdout } = await guest.run(`ls /efi1/loader/entries; ${equal}`);
  check(`${version} is on the mirror, and both are equal`, status === 0 && stdout.includes(version), stdout);
  await guest.powerOff();
  say('the first disk is away');
  const alone = await machine.boot({ disks: ['disk1'] });
  same('the second disk boots the new version', await alone.must(bootedVersion), version);
  same('esp-which names it', await alone.must(bootedEsp), partuuids[1]);
  await alone.powerOff();
}
