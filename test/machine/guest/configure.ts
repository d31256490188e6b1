import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of every guest. */
export const machineId = '5d1c4e0b8f2a4c6e9b3d7a1f0e2c4b68';

/** Units that cost a boot seconds and show nothing here. */
const masked = [
  'apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer systemd-tmpfiles-clean.timer',
  'getty.target systemd-logind.service systemd-user-sessions.service remote-fs.target',
  'ldconfig.service systemd-hwdb-update.service systemd-journal-catalog-update.service',
  'systemd-update-done.service systemd-firstboot.service systemd-machine-id-commit.service',
  'systemd-binfmt.service proc-sys-fs-binfmt_misc.automount systemd-random-seed.service',
  'systemd-boot-random-seed.service systemd-journal-flush.service systemd-pstore.service',
  'systemd-pcrmachine.service systemd-pcrphase.service systemd-pcrphase-sysinit.service',
  'systemd-tpm2-setup.service systemd-tpm2-setup-early.service tpm2.target systemd-hibernate-clear.service',
  'systemd-ask-password-wall.path systemd-ask-password-console.path dev-hugepages.mount dev-mqueue.mount',
  'sys-fs-fuse-connections.mount sys-kernel-config.mount systemd-sysusers.service systemd-boot-update.service',
  'systemd-networkd.service systemd-resolved.service systemd-bless-boot.service',
  'e2scrub_all.timer e2scrub_reap.service',
].flatMap((line) => line.split(' '));

/** Services of packages that a scenario starts itself, if it wants them. */
const notEnabled = ['ssh.service'];

/** Runs what the harness sends over the port, one command a line, and sends back its status and what it wrote. */
const agent = `#!/bin/bash
export PATH=/opt/twinroot:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root
mkdir -p /run/agent
exec 3<>/dev/virtio-ports/twinroot.agent
echo ready >&3
while read -r command <&3; do
  base64 -d <<<"$command" >/run/agent/command
  bash -o pipefail /run/agent/command </dev/null >/run/agent/out 2>/run/agent/err
  status=$?
  printf '%s .%s .%s\\n' "$status" "$(base64 -w0 /run/agent/out)" "$(base64 -w0 /run/agent/err)" >&3
done
`;

const agentUnit = `[Unit]
After=local-fs.target opt-twinroot.mount efi0.mount efi1.mount dev-virtio\\x2dports-twinroot.agent.device
Wants=dev-virtio\\x2dports-twinroot.agent.device
[Service]
ExecStart=/usr/local/libexec/agent
StandardOutput=journal+console
StandardError=journal+console
`;

/** Makes a Debian tree a guest of the tests. The file systems table is the machine's, see disks.ts. */
export function configureTree(tree: string): void {
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    rmSync(join(tree, path), { force: true });
    writeFileSync(join(tree, path), text);
    chmodSync(join(tree, path), mode);
  };
  write('etc/machine-id', `${machineId}\n`);
  write('etc/hostname', 'guest\n');
  write('etc/systemd/journald.conf.d/volatile.conf', '[Journal]\nStorage=volatile\n');
  write('etc/systemd/system.conf.d/fast.conf', '[Manager]\nDefaultTimeoutStopSec=5s\n');
  write('usr/local/libexec/agent', agent, 0o755);
  write('etc/systemd/system/agent.service', agentUnit);
  const units = join(tree, 'etc/systemd/system');
  mkdirSync(join(units, 'multi-user.target.wants'), { recursive: true });
  symlinkSync('/etc/systemd/system/agent.service', join(units, 'multi-user.target.wants/agent.service'));
  symlinkSync('/usr/lib/systemd/system/multi-user.target', join(units, 'default.target'));
  for (const unit of masked) {
    rmSync(join(units, unit), { force: true });
    symlinkSync('/dev/null', join(units, unit));
  }
  mkdirSync(join(tree, 'etc/systemd/system-generators'), { recursive: true });
  // It would let systemd listen for sshd: systemd-ssh-generator(8).
  symlinkSync('/dev/null', join(tree, 'etc/systemd/system-generators/systemd-ssh-generator'));
  for (const unit of notEnabled) rmSync(join(units, 'multi-user.target.wants', unit), { force: true });
  mkdirSync(join(tree, 'opt/twinroot'), { recursive: true });
}
