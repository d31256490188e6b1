import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { letAge, wholeOf } from '../../fixtures/tree-machine.ts';
import { endOf, failedUnits, journalOf, startTreeMachine, writeBelow } from '../../fixtures/unit-machine.ts';
import { needs } from '../../support/needs.ts';
import { unitDirectory } from '../../support/systemd-machine.ts';

// tree-mirror and tree-watch as services: with the filters and the capabilities of their units.

const { machine, root, source, copy, change } = await startTreeMachine(t);
const { must, until } = machine;

t.test('tree-mirror.service may copy whatever a tree has', async (t) => {
  sh(
    `cd "$1"
     echo plain >plain
     chown 12:34 plain
     chmod 4750 plain
     setfattr -n user.note -v kept plain
     setfattr -n security.test -v kept plain
     setfacl -m u:77:r plain
     mknod null c 1 3
     ln -s nowhere link
     mkdir -m 700 sub
     chown 56:78 sub`,
    source,
  );
  letAge(source);
  await must('systemctl start tree-mirror.service');
  t.equal(wholeOf(copy), wholeOf(source));
  t.notMatch(await journalOf(machine, 'tree-mirror.service'), '/srv/data', 'no row of the report');
});

t.test('tree-watch.service follows, and lacks nothing', needs('fsnotifywait'), async (t) => {
  await must('systemctl start tree-watch.service');
  for (const _ of [1, 2, 3]) await until(change());
  t.equal(await journalOf(machine, 'tree-watch.service', '--priority=warning'), '');
});

t.test('tree-watch.service may use fanotify, whatever it chooses', needs('fsnotifywait'), async (t) => {
  // The unit with another program, which ends with 2 when nothing has happened for a second.
  const program = '/usr/bin/fsnotifywait --filesystem --timeout 1 --event modify /srv/data';
  const unit = readFileSync(join(root, unitDirectory, 'tree-watch.service'), 'utf8');
  const probe = unit
    .replace(/^(?:Exec|OnFailure|Restart)\S*=.*\n/gm, '')
    .replace(/^\[Service\]$/m, `$&\nType=oneshot\nSuccessExitStatus=2\nExecStart=${program}`);
  writeBelow(root, `${unitDirectory}/probe.service`, probe);
  await must('systemctl daemon-reload');
  const { status } = await machine.run('systemctl start probe.service');
  t.equal(status, 0, await journalOf(machine, 'probe.service'));
});

t.test('while all is well a run writes nothing to the journal, so that there is an end', async (t) => {
  const state = 'stat -c "%i %Z" /mnt/log/journal/*/system.journal';
  const isQuiet = `state=$(${state}); [ -n "$state" ]; sleep 5; [ "$state" = "$(${state})" ]`;
  await must(`for i in {1..6}; do { ${isQuiet}; } && exit 0; done; exit 1`);
  const lines = () => must('journalctl --quiet --output=short-full');
  const before = await lines();
  for (const _ of [1, 2]) await until(change());
  writeFileSync(join(root, 'var/log/other'), 'other\n');
  await until('cmp --quiet /var/log/other /mnt/log/other');
  t.equal(await lines(), before);
});

t.test('without items there is nothing to watch, and nothing that fails', async (t) => {
  await must('systemctl stop tree-watch.service');
  writeBelow(root, 'etc/twinroot/sync.toml', 'sync = []\n');
  for (const unit of ['tree-watch.service', 'tree-mirror.service']) {
    await must(`systemctl start ${unit}`);
    // Not auto-restart, whatever Restart= says.
    t.equal(await endOf(machine, unit), 'Result=success SubState=dead', unit);
  }
  t.equal(await failedUnits(machine), '');
});
