import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { letAge, newDisk, wholeOf } from '../../fixtures/tree-machine.ts';
import { addTo, failedUnits, journalOf, newUnitRoot, writeBelow } from '../../fixtures/unit-machine.ts';
import { valuesOf } from '../../support/install-call.ts';
import { needs } from '../../support/needs.ts';
import { startSystemd, unitDirectory } from '../../support/systemd-machine.ts';

// tree-mirror and tree-watch as services: with the filters, the capabilities and the restarts of their units.

const alert = 'twinroot-alert@tree-mirror.service.service';
const root = await newUnitRoot();
const [source, copy] = [newDisk(root, 'srv/data'), newDisk(root, 'mnt/copy')];
// The second item holds the journal, which is not excluded.
newDisk(root, 'var/log', 64);
newDisk(root, 'mnt/log', 64);
writeBelow(
  root,
  'etc/systemd/journald.conf.d/zzzz-on-disk.conf',
  '[Journal]\nStorage=persistent\nSystemKeepFree=1M\n',
);
const items = '[["/srv/data/", "/mnt/copy/"], ["/var/log/", "/mnt/log/"]]';
writeBelow(root, 'etc/twinroot/sync.toml', `sync_delay = 0\nsync = ${items}\n`);
// As it is, but that it comes back and tries again sooner.
const [line = ''] = valuesOf(join(root, unitDirectory, 'tree-watch.service'), 'ExecStart');
const hasty = line.replace('esp-watch --exec', 'esp-watch --retry 3 --exec');
addTo(root, 'tree-watch.service', `[Service]\nRestartSec=100ms\nExecStart=\nExecStart=${hasty}\n`);
addTo(root, 'tree-mirror.timer', '[Timer]\nOnActiveSec=0\nRandomizedDelaySec=0\n');
const machine = await startSystemd(t, root);
const { must, until } = machine;
await must('journalctl --flush');

let count = 0;
/** Changes the first item, and gives the script that finds the change at its destination. */
function change(): string {
  count += 1;
  writeFileSync(join(source, 'count'), `${count}\n`);
  return `[ "$(cat /mnt/copy/count)" = ${count} ]`;
}

const endOf = (unit: string) => must(`systemctl show -p SubState -p Result ${unit} | sort | paste -sd' '`);

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

t.test('tree-watch.service follows, by fanotify', needs('fsnotifywait'), async (t) => {
  await must('systemctl start tree-watch.service');
  for (const _ of [1, 2, 3]) await until(change());
  const pids = '/sys/fs/cgroup$(systemctl show -P ControlGroup tree-watch.service)/cgroup.procs';
  const used = await must(`for pid in $(cat ${pids}); do cat /proc/$pid/fdinfo/*; done 2>/dev/null; true`);
  t.match(used, /^fanotify /m);
  t.equal(await journalOf(machine, 'tree-watch.service', '--priority=warning'), '');
});

t.test('while all is well a run writes nothing to the journal, so that there is an end', async (t) => {
  const state = 'stat -c "%i %Z" /mnt/log/journal/*/system.journal';
  const isQuiet = `state=$(${state}); [ -n "$state" ]; sleep 5; [ "$state" = "$(${state})" ]`;
  await must(`for i in {1..6}; do { ${isQuiet}; } && exit 0; done; exit 1`);
  const lines = () => must('journalctl --quiet --output=short-full');
  const before = await lines();
  for (const _ of [1, 2]) await until(change());
  writeFileSync(join(root, 'var/log/other'), `${count}\n`);
  await until('cmp --quiet /var/log/other /mnt/log/other');
  t.equal(await lines(), before);
});

t.test('a run that fails is shown, with one alert, until all is in step again', async (t) => {
  await must('mount -o remount,ro /mnt/copy');
  const failures = async () => (await journalOf(machine, 'tree-watch.service', '--priority=err')).split('\n');
  change();
  await until(`systemctl is-failed --quiet tree-mirror.service`);
  t.equal(await failedUnits(machine), 'tree-mirror.service');
  await until(`journalctl --quiet --unit=${alert} | grep --quiet Finished`);
  const once = (await failures()).length;
  // The other item succeeds, which says nothing of this one.
  const [other, here] = [join(root, 'var/log/other'), 'cmp --quiet /var/log/other /mnt/log/other'];
  writeFileSync(other, 'while it fails\n');
  await until(here);
  change();
  await until(
    `[ $(journalctl --quiet --output=cat --unit=tree-watch.service --priority=err | wc -l) -gt ${once} ]`,
  );
  writeFileSync(other, 'and again\n');
  await until(here);
  t.equal(await failedUnits(machine), 'tree-mirror.service');
  const told = await journalOf(machine, alert, '--priority=err');
  t.match(told, /^tree-mirror\.service failed: the destinations of the sync list [^\n]*$/, 'once');
  await must('mount -o remount,rw /mnt/copy');
  await until(`[ "$(cat /mnt/copy/count)" = ${count} ] && ! systemctl is-failed --quiet tree-mirror.service`);
  t.equal(await failedUnits(machine), '');
  t.equal(await must('systemctl is-active tree-watch.service'), 'active');
});

t.test('HUP and TERM do not leave the source unwatched', async (t) => {
  const main = () => must('systemctl show -P MainPID tree-watch.service');
  for (const signal of ['HUP', 'TERM']) {
    const before = await main();
    await must(`systemctl kill --kill-who=main --signal=${signal} tree-watch.service`);
    await until(
      `now=$(systemctl show -P MainPID tree-watch.service); [ "$now" -gt 0 ] && [ "$now" -ne ${before} ]`,
    );
    await until(change());
  }
  await must('systemctl stop tree-watch.service');
  t.equal(await endOf('tree-watch.service'), 'Result=success SubState=dead');
});

t.test('tree-mirror.timer brings what no watcher has seen', async (t) => {
  const here = change();
  t.notOk(existsSync(join(copy, 'count')) && readFileSync(join(copy, 'count'), 'utf8') === `${count}\n`);
  await must('systemctl start tree-mirror.timer');
  await until(here);
  await must('systemctl stop tree-mirror.timer');
});

t.test('without items there is nothing to watch, and nothing that fails', async (t) => {
  writeBelow(root, 'etc/twinroot/sync.toml', 'sync = []\n');
  for (const unit of ['tree-watch.service', 'tree-mirror.service']) {
    await must(`systemctl start ${unit}`);
    // Not auto-restart, whatever Restart= says.
    t.equal(await endOf(unit), 'Result=success SubState=dead', unit);
  }
  t.equal(await failedUnits(machine), '');
});
