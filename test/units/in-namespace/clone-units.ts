import t from 'tap';
import {
  addTo,
  endOf,
  failedUnits,
  journalOf,
  newUnitRoot,
  writeBelow,
} from '../../fixtures/unit-machine.ts';
import { startSystemd } from '../../support/systemd-machine.ts';

// root-clone as a service, where it has nothing to do, and where it fails. Guests clone with it.

const root = await newUnitRoot();
// To systemd, what it runs in here is a container.
addTo(root, 'root-clone.service', '[Unit]\nConditionVirtualization=\n');
addTo(root, 'root-clone.timer', '[Timer]\nOnActiveSec=0\nRandomizedDelaySec=0\n');
const machine = await startSystemd(t, root);
const { must, run, until } = machine;
const options = (text: string) => writeBelow(root, 'etc/twinroot/options', text);

t.test('it is not set up', async (t) => {
  for (const text of [null, '# ROOT_CLONE_OPTIONS="--to /mnt"\n', 'ESP_WHICH_OPTIONS="--wait 1"\n']) {
    if (text !== null) options(text);
    await must('systemctl start root-clone.service');
    t.match(await endOf(machine, 'root-clone.service'), / SubState=dead$/, `${text}`);
    t.equal(await journalOf(machine, 'root-clone.service', '--priority=warning'), '');
  }
  t.equal(await failedUnits(machine), '');
});

t.test('it fails, and what that means is told', async (t) => {
  options('ROOT_CLONE_OPTIONS="--map /etc/twinroot/none.map --to /mnt/root1"\n');
  t.not((await run('systemctl start root-clone.service')).status, 0);
  t.match(await journalOf(machine, 'root-clone.service', '--priority=err'), '/etc/twinroot/none.map');
  const alert = 'twinroot-alert@root-clone.service.service';
  await until(`journalctl --quiet --unit=${alert} | grep --quiet Finished`);
  t.match(await journalOf(machine, alert, '--priority=err'), 'the spare disk may boot an older system');
});

t.test('the timer starts it', async (t) => {
  await must('systemctl reset-failed; systemctl start root-clone.timer');
  await until('systemctl is-failed --quiet root-clone.service');
  t.equal(await failedUnits(machine), 'root-clone.service');
  // A timer of OnActiveSec= elapses once more when systemd loads its units again (seen with 252).
  await must('systemctl stop root-clone.timer');
});

t.test('an upgrade has nothing to do where the root is none of generations', async (t) => {
  addTo(root, 'gen-upgrade.service', '[Unit]\nConditionVirtualization=\n');
  await must('systemctl daemon-reload; systemctl reset-failed');
  options('GEN_UPGRADE_COMMAND="touch /upgraded"\n');
  await must('systemctl start gen-upgrade.service');
  t.match(await endOf(machine, 'gen-upgrade.service'), 'Result=success SubState=dead');
  t.match(await journalOf(machine, 'gen-upgrade.service'), /not a btrfs/);
  t.match(await run('test -e /upgraded'), { status: 1 });
  t.equal(await failedUnits(machine), '');
});
