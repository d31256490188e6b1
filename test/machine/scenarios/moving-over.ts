import { guideCommands } from '../../support/guide-commands.ts';
import type { Guest } from '../guest/boot.ts';
import { partuuids, twoDisks } from '../guest/disk-spec.ts';
import { bootedEsp, installVersion, listTree } from '../guest/esp.ts';
import { installation } from '../guest/installed.ts';
import type { Scenario, Stage } from '../scenario.ts';

/** A machine that another tool looks after: its units, which do what is seen of them, and its mount points. */
interface Before {
  readonly guide: string;
  readonly bind: string;
  readonly sync: string;
  readonly mounts: readonly [string, string];
  readonly more: string;
}

const befores: readonly Before[] = [
  {
    guide: 'from-dual-root.md',
    bind: 'bind-mount-efi.service',
    sync: 'dual-root-syncd.service',
    mounts: ['/efi0', '/efi1'],
    more: `mkdir -p /etc/dual-root /mnt/second /srv/data && echo one >/srv/data/file
echo 'tmpfs /mnt/second tmpfs defaults 0 0' >>/etc/fstab
printf 'sync_delay = 1\\nsync = [["/srv/data/", "/mnt/second"]]\\n' >/etc/dual-root/sync-daemon.conf`,
  },
  {
    guide: 'from-bootsync.md',
    bind: 'bootbind.service',
    sync: 'bootsync.service',
    mounts: ['/boot@a', '/boot@b'],
    more: '',
  },
];

/** A script for the guest that makes it such a machine, from the next boot on. */
function prepare({ bind, sync, mounts: [first, second], more }: Before): string {
  const unit = (name: string, text: string) => `cat >/etc/systemd/system/${name} <<'END'\n${text}END\n`;
  const early =
    'DefaultDependencies=no\nConflicts=shutdown.target\nAfter=local-fs-pre.target\nBefore=local-fs.target';
  return `${unit(bind, `[Unit]\n${early}\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/mount --bind ${first} /boot\n[Install]\nWantedBy=local-fs.target\n`)}
${unit(sync, '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n')}
mkdir -p ${first} ${second}
sed -i 's,/efi0,${first},; s,/efi1,${second},; s/device-timeout=10s/device-timeout=300s,x-systemd.before=${bind}/' /etc/fstab
${more}
systemctl enable --quiet ${bind} ${sync}
sync`;
}

async function moveOver(
  guest: Guest,
  { guide, bind, sync, mounts }: Before,
  { same, check, say }: Stage,
): Promise<void> {
  for (const command of guideCommands(guide)) {
    const { status, stderr } = await guest.run(command);
    check(`${guide}: ${command}`, status === 0, stderr);
  }
  await guest.must(installVersion('/boot', '6.12.2'));
  const equal = `diff -rq --exclude=random-seed ${mounts[0]} ${mounts[1]} >/dev/null`;
  const waited = await guest.run(`for i in {1..600}; do ${equal} && exit 0; sleep 0.5; done; exit 1`);
  check('a new kernel is on the mirror', waited.status === 0);
  say(
    (
      await guest.run('journalctl --quiet --output=cat --unit=esp-watch --unit=tree-watch | tail')
    ).stdout.trim(),
  );
  const theirs = `systemctl is-enabled ${bind} ${sync}; systemctl is-active ${bind} ${sync}`;
  same('nothing of before is left', (await guest.run(theirs)).stdout.split('\n').slice(0, 4), [
    'disabled',
    'disabled',
    'inactive',
    'inactive',
  ]);
  const failed = (await guest.must('systemctl list-units --failed --no-legend --plain')).trim();
  same('no unit has failed', failed, '');
}

export const scenario: Scenario = {
  title: 'moving over from dual-root and from bootsync, by the commands of the guides',
  async play(stage) {
    const { same, say } = stage;
    for (const before of befores) {
      say(before.guide);
      const machine = await stage.machine(twoDisks());
      const first = await machine.boot();
      await first.must(`${prepare(before)}\n${await installation()}`);
      await first.powerOff();
      const guest = await machine.boot();
      await moveOver(guest, before, stage);
      if (before.more !== '')
        same('the sync list is synced', await guest.must('cat /mnt/second/file'), 'one\n');
      await guest.powerOff();
      const after = await machine.boot();
      const booted = 'findmnt --noheadings --first-only --output PARTUUID /boot | tr -d "\\n"';
      same('after a boot, /boot is the booted ESP', await after.must(booted), partuuids[0]);
      same('esp-which names it', await after.must(bootedEsp), partuuids[0]);
      const [a, b] = before.mounts;
      same('both are equal', await after.must(listTree(b)), await after.must(listTree(a)));
      await after.powerOff();
    }
  },
};
