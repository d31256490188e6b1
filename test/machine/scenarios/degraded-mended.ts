import { commandsFor, guideCommands, type MachineKind } from '../../support/guide-commands.ts';
import { prepareBase } from '../guest/base.ts';
import { btrfsHalves, mdHalves, rootOn } from '../guest/degradable.ts';
import { kernelOptions } from '../guest/entry.ts';
import { prepareInitrd } from '../guest/initrds.ts';
import { installation } from '../guest/installed.ts';
import type { Scenario, Stage } from '../scenario.ts';

const both = ['disk0', 'disk1'];
const report = 'journalctl --quiet --output=cat --unit=twinroot-degraded.service _TRANSPORT=stdout';
/** More than the file system has room for in what it has given to data before. */
const write = 'mount -o remount,rw /; head -c 150M /dev/urandom >/root/file; sync; sha256sum /root/file';
const singles = 'ls -d /sys/fs/btrfs/*/allocation/*/{single,dup} 2>/dev/null || true';

/** The commands of the guide for this kind of root, when its disk is back. */
function whenItIsBack(kind: MachineKind): readonly string[] {
  return commandsFor(kind, 'raid.md').map((command) => command.replaceAll(/\bsd(?=[a-z]\d*\b)/g, 'vd'));
}

async function mend(kind: 'btrfs' | 'md', stage: Stage): Promise<void> {
  const { check, same, say } = stage;
  const spec = kind === 'btrfs' ? btrfsHalves() : mdHalves();
  const base = await prepareBase(spec);
  const initrd = await prepareInitrd(base, 'initramfs-tools', true);
  const direct = { kernel: base.kernel, initrd, commandLine: `${rootOn[kind]} rw ${kernelOptions}` };
  const machine = await stage.machine(spec);

  const first = await machine.boot({ direct, disks: both });
  await first.must(await installation('--hooks', 'none'));
  for (const command of guideCommands('raid.md').filter((line) => line.startsWith('systemctl')))
    await first.must(command);
  const whole = await first.run('systemctl start twinroot-degraded.service');
  same(`${kind}: nothing is lacking at first`, [whole.status, await first.must(report)], [0, '']);
  await first.powerOff();

  say(`${kind}: a disk is away`);
  const alone = await machine.boot({ direct, disks: ['disk0'] });
  const told = await alone.must(
    `systemctl start twinroot-degraded.service; systemctl is-failed twinroot-degraded.service; ${report}`,
  );
  check(
    `${kind}: the journal says what is lacking`,
    /^failed$(?:.|\n)*\b(lacks device|lacks 1 of)/m.test(told),
    told,
  );
  say(told.trim());
  const sum = await alone.must(write);
  if (kind === 'btrfs') check('what is written is on one disk', (await alone.must(singles)) !== '');
  await alone.powerOff();

  say(`${kind}: it is back`);
  const back = await machine.boot({ direct, disks: both });
  for (const command of whenItIsBack(kind)) {
    const { status, stdout, stderr } = await back.run(command);
    check(command, status === 0, stdout + stderr);
  }
  if (kind === 'btrfs') same('all is RAID1 again', await back.must(singles), '');
  same(`${kind}: the file is whole`, await back.must('sha256sum /root/file'), sum);
  await back.powerOff();

  say(`${kind}: the other disk is away`);
  const other = await machine.boot({ direct, disks: ['disk1'] });
  same(`${kind}: the disk that was away has it, too`, await other.must('sha256sum /root/file'), sum);
  await other.powerOff();
}

export const scenario: Scenario = {
  title: 'a RAID1 root that came up without a disk is mended by the commands of the guide',
  async play(stage) {
    await mend('btrfs', stage);
    await mend('md', stage);
  },
};
