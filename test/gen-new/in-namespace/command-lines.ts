import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newPackageGenerations, usualUpgrade } from '../../fixtures/package-generations.ts';

// apk and dnf are not to be had here. Scripts stand in their places that take what apk-upgrade(8) and dnf(8) take, and end as they do: this
// tells of the commands that are given to them, and nothing of apk and dnf.

t.setTimeout(120_000);
const { root, run, make, byGuide, read, remove } = newPackageGenerations();
t.teardown(remove);
const apk = join(root, 'usr/sbin/apk');
writeFileSync(
  apk,
  `#!/bin/sh
command=$1 simulate=
shift
for word; do case $command$word in
  upgrade--update-cache | upgrade-U | upgrade--available | upgrade-a) ;;
  upgrade--simulate | upgrade-s) simulate=1 ;;
  *) exit 2 ;;
esac; done
case $command in
  update) echo "OK: 1 distinct packages available" ;;
  upgrade)
    [ -e /lib/apk/db/installed ] || echo "(1/1) Upgrading tiny (1-r0 -> 2-r0)"
    echo "OK: 1 MiB in 1 packages"
    [ -n "$simulate" ] || { mkdir -p /lib/apk/db; echo upgraded >/lib/apk/db/installed; }
    ;;
  *) exit 3 ;;
esac
`,
);
chmodSync(apk, 0o755);

t.test('as the guide has it', async (t) => {
  const answer = await byGuide('Alpine');
  t.match(answer, { status: 0 }, answer.err);
  t.equal(read(JSON.parse(answer.out).generations[0].id, 'lib/apk/db/installed'), 'upgraded\n');
});

t.test('as the unit has it, where the system is Alpine, or like it', async (t) => {
  for (const line of ['ID=alpine', 'ID=other\nID_LIKE="alpine"'])
    t.equal(read(await make(usualUpgrade(line)), 'lib/apk/db/installed'), 'upgraded\n', line);
});

writeFileSync(
  join(root, 'usr/bin/dnf'),
  `#!/bin/sh
case $* in
  "--refresh check-upgrade") [ -e /upgraded ] || exit 100 ;;
  "--assumeyes upgrade") echo >/upgraded ;;
  *) exit 1 ;;
esac
`,
);
chmodSync(join(root, 'usr/bin/dnf'), 0o755);

t.test('dnf, in the same way', async (t) => {
  t.match(await byGuide('Fedora'), { status: 0 });
  for (const line of ['ID=fedora', 'ID=other\nID_LIKE="rhel centos"']) {
    const id = await make(usualUpgrade(line));
    t.equal(read(id, 'upgraded'), '\n', line);
    t.match(await run(usualUpgrade(line), '--base', id), { status: 32 }, 'there is nothing to upgrade then');
    const without = await run(`rm /usr/bin/dnf; ${usualUpgrade(line)}`);
    t.match(without, { status: 1 }, 'it is no answer when it fails');
  }
});

t.test('when there is nothing to upgrade', async (t) => {
  const id = await make(usualUpgrade('ID=alpine'));
  t.match(await run(usualUpgrade('ID=alpine'), '--base', id), { status: 32 });
});
