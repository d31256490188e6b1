import t from 'tap';
import { contentOf } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { fillMixed, newTop } from '../../fixtures/generations-top.ts';
import { generations, newSwitchMachine } from '../../fixtures/switch-machine.ts';

t.setTimeout(300_000);

t.test('a btrfs without room for links: no menu begins with what current cannot lead to', async (t) => {
  const machine = await newSwitchMachine(() => {}, newTop('64M', 'mkfs.btrfs -q --mixed'));
  t.teardown(machine.remove);
  const { run, current, mnt, esps } = machine;
  const [first, second, third] = generations;
  t.match(await run(second), { status: 0 });
  fillMixed(mnt);
  const state = () => [current(), sh('cd "$1"; ls -A links next', mnt), ...esps.map(contentOf)];
  const before = state();
  t.match(await run(third), { status: 1, err: /no room/ });
  t.strictSame(state(), before);
  sh('rm "$1/fill"; sync -f "$1"', mnt);
  t.match(await run(third), { status: 0 });
  t.strictSame(current(), [third, second, first, first]);
});

t.test(
  'links that a gen-prune without room has left leading nowhere: the next switch mends them',
  async (t) => {
    const machine = await newSwitchMachine(() => {}, newTop('64M', 'mkfs.btrfs -q --mixed'));
    t.teardown(machine.remove);
    const { run, current, mnt } = machine;
    const [first, second, third] = generations;
    t.match(await run(second), { status: 0 });
    t.match(await run(third), { status: 0 });
    t.strictSame(current(), [third, second, first, first]);
    sh(
      'cd "$1"; btrfs property set -ts snapshots/$2/@ ro false; btrfs subvolume delete snapshots/$2/@ >/dev/null; rmdir snapshots/$2',
      mnt,
      second,
    );
    fillMixed(mnt);
    t.match(await run(third), { status: 1, err: /no room for links/ });
    t.strictSame(current(), [third, second, first, first]);
    sh('rm "$1/fill"; sync -f "$1"', mnt);
    t.match(await run('--dry-run', third), { status: 0, out: /^\S+ +turn +current/m });
    const mended = await run(third);
    t.match(mended, { status: 0, err: /current\/1 leads to no generation: that is repaired/ }, mended.err);
    t.strictSame(current(), [third, first, first, first]);
    const again = await run(third);
    t.match(again, { status: 0, err: /already/ });
    t.strictSame(current(), [third, first, first, first]);
  },
);
