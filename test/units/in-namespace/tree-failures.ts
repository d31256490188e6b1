import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { endOf, failedUnits, journalOf, startTreeMachine } from '../../fixtures/unit-machine.ts';

// tree-mirror and tree-watch as services, when something goes wrong.

const alert = 'twinroot-alert@tree-mirror.service.service';
const { machine, root, source, copy, change } = await startTreeMachine(t);
const { must, until } = machine;
await must('systemctl start tree-watch.service');
await until(change());

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
  const last = change();
  await until(
    `[ $(journalctl --quiet --output=cat --unit=tree-watch.service --priority=err | wc -l) -gt ${once} ]`,
  );
  writeFileSync(other, 'and again\n');
  await until(here);
  t.equal(await failedUnits(machine), 'tree-mirror.service');
  const told = await journalOf(machine, alert, '--priority=err');
  t.match(told, /^tree-mirror\.service failed: the destinations of the sync list [^\n]*$/, 'once');
  await must('mount -o remount,rw /mnt/copy');
  await until(`${last} && ! systemctl is-failed --quiet tree-mirror.service`);
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
  t.equal(await endOf(machine, 'tree-watch.service'), 'Result=success SubState=dead');
});

t.test('tree-mirror.timer brings what no watcher has seen', async (t) => {
  const here = change();
  const [now, then] = [source, copy].map((place) => readFileSync(join(place, 'count'), 'utf8'));
  t.not(then, now);
  await must('systemctl start tree-mirror.timer');
  await until(here);
  await must('systemctl stop tree-mirror.timer');
});
