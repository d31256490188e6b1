import { guideCommands } from '../../support/guide-commands.ts';
import { machineId } from '../guest/configure.ts';
import { oneDisk, oneDiskIds } from '../guest/one-disk.ts';
import type { Scenario } from '../scenario.ts';

/** Lets the guest be reached by ssh as the host `template`, without a question. */
const letInBySsh = `set -e
echo '127.0.0.1 template' >>/etc/hosts
echo template >/etc/hostname
ssh-keygen -q -A
mkdir -p -m 700 /run/sshd /root/.ssh
test -e /root/.ssh/id_ed25519 || ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys
/usr/sbin/sshd
for i in {1..100}; do ssh-keyscan -t ed25519 template >/root/.ssh/known_hosts 2>/dev/null && break; sleep 0.2; done
ssh -n -o BatchMode=yes root@template true
mkdir -p /var/lib/dhcp && echo lease >/var/lib/dhcp/dhclient.leases
echo seed >/var/lib/systemd/random-seed`;

const keep = '--keep /dev/disk/by-id/virtio-tools';
const hostKeys = 'cut -d" " -f1,2 /etc/ssh/ssh_host_*_key.pub | sort';

export const scenario: Scenario = {
  title: 'a machine installed from a template by ssh, by the commands of the guide',
  async play({ machine: build, same, check, say }) {
    const machine = await build(oneDisk());
    const template = await machine.boot();
    await template.must(letInBySsh);
    for (const line of guideCommands('templates.md')) {
      // Of a template on another machine nothing tells that the disk with the commands under test is a third one.
      const command = line.replaceAll('/dev/sd', '/dev/vd').replace(/^root-clone /, `root-clone ${keep} `);
      const { status, stdout, stderr } = await template.run(command);
      check(command, status === 0, stdout + stderr);
      if (command.startsWith('root-clone')) say(`${stdout}${stderr}`.trim());
    }
    const keys = await template.must(hostKeys);
    same('the template keeps its machine id', (await template.must('cat /etc/machine-id')).trim(), machineId);
    await template.powerOff();

    const installed = await machine.boot({ disks: ['disk1'] });
    const id = (await installed.must('cat /etc/machine-id')).trim();
    check('it has a machine id of its own', /^[0-9a-f]{32}$/.test(id) && id !== machineId, id);
    const entries = await installed.must(
      'ls /boot/loader/entries; cat /boot/loader/entries/*.conf; ls /boot /efi',
    );
    check('which its entries carry', entries.includes(`${id}-`) && entries.includes(`/${id}/`), entries);
    check('and nothing on its boot partitions has the old one', !entries.includes(machineId), entries);
    const own = await installed.must(hostKeys);
    check('it has ssh host keys', own.split('\n').length > 2, own);
    const shared = own.split('\n').filter((key) => key !== '' && keys.includes(key));
    same('and none of the template', shared, []);
    same('its name is its own', (await installed.must('cat /etc/hostname')).trim(), 'web3');
    same('no lease came along', await installed.must('ls /var/lib/dhcp'), '');
    const uuid = await installed.must('findmnt --noheadings --first-only --output UUID / | tr -d "\\n"');
    check('its root is its own', uuid !== '' && uuid !== oneDiskIds.root.uuid, uuid);
    const verified = await installed.run('findmnt --verify');
    check('findmnt --verify is clean', verified.status === 0 && /^Success/m.test(verified.stdout), verified);
    const failed = await installed.must('systemctl list-units --failed --no-legend --plain');
    same('no unit has failed', failed.trim(), '');
    await installed.powerOff();
  },
};
