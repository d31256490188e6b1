import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { idOf, newGenerationMachine } from '../../fixtures/generation-machine.ts';
import { fillMixed } from '../../fixtures/generations-top.ts';

// A btrfs that has no room for metadata deletes subvolumes, and does nothing else that a run needs.

t.setTimeout(300_000);
const years = [2015, 2016, 2017, 2018, 2019, 2020];

/** A machine whose btrfs is full; each of its generations has some MiB of its own. */
async function newFull(t: Test) {
  const machine = await newGenerationMachine('mkfs.btrfs -q --mixed --byte-count 128M');
  t.teardown(machine.remove);
  machine.make(...years.map((year) => ({ id: idOf(year), counter: '' })));
  machine.at(
    `for i in snapshots/*/@; do btrfs property set $i ro false; head -c 8M /dev/urandom >$i/own; btrfs property set $i ro true; done`,
  );
  fillMixed(machine.top);
  const links = () =>
    [0, 1, 2, 3].map((slot) => readlinkSync(join(machine.top, `current/${slot}`)).slice(-22));
  return { ...machine, links, names: () => machine.at('ls -A snapshots').split('\n') };
}

t.test('all that goes, of which links lead to some', async (t) => {
  const { gen, names, links, onEsp, at } = await newFull(t);
  const pruned = await gen('gen-prune', '--keep', '2');
  t.match(pruned, { status: 0 }, pruned.err);
  t.match(pruned.err, /no room for links/);
  t.strictSame(names(), [idOf(2019), idOf(2020)]);
  t.strictSame(links(), [idOf(2020), idOf(2019), idOf(2019), idOf(2019)]);
  t.equal(onEsp(1).entries.length, 3);
  t.match(
    pruned.err,
    new RegExp(`${idOf(2016)} is deleted[^]*${idOf(2017)} is deleted`),
    'what is in no link first',
  );
  at('mkdir more');
  t.match(await gen('gen-prune', '--keep', '2'), { status: 0, err: '' });
});

t.test('what goes has too little of its own', async (t) => {
  const { gen, names, links, at, top } = await newFull(t);
  at('rm fill; sync -f .');
  at(
    `i=snapshots/$1/@; btrfs property set $i ro false; rm $i/own; btrfs property set $i ro true; sync -f .`,
    idOf(2017),
  );
  fillMixed(top);
  const before = links();
  t.match(await gen('gen-prune', idOf(2017)), { status: 1, err: /current is as it was/ });
  t.strictSame(names(), [2015, 2016, 2018, 2019, 2020].map(idOf));
  t.strictSame(links(), before, 'what is current is there still');
  t.match(await gen('gen-prune', '--keep', '2'), { status: 0 });
  t.strictSame(names(), [2019, 2020].map(idOf));
  t.strictSame(links(), [2020, 2019, 2019, 2019].map(idOf));
});

t.test('one that no link leads to, and one that is in the links', async (t) => {
  const { gen, names, links, top } = await newFull(t);
  t.match(await gen('gen-prune', idOf(2015)), { status: 0 });
  fillMixed(top);
  t.strictSame(names(), [2016, 2017, 2018, 2019, 2020].map(idOf));
  t.match(await gen('gen-prune', idOf(2018)), { status: 0 });
  t.strictSame(names(), [2016, 2017, 2019, 2020].map(idOf));
  t.strictSame(links(), [2020, 2019, 2017, 2017].map(idOf));
});

t.test(
  'links that lead nowhere since there was no room to turn current: the next run mends them',
  async (t) => {
    const { gen, names, links, at, top } = await newFull(t);
    at('rm fill; sync -f .');
    for (const year of [2017, 2018])
      at(
        'i=snapshots/$1/@; btrfs property set $i ro false; rm $i/own; btrfs property set $i ro true; sync -f .',
        idOf(year),
      );
    fillMixed(top);
    t.match(await gen('gen-prune', idOf(2017), idOf(2018)), { status: 1, err: /current is as it was/ });
    t.strictSame(names(), [2015, 2016, 2019, 2020].map(idOf));
    t.strictSame(links(), [2020, 2019, 2018, 2017].map(idOf), 'two of them lead nowhere');
    t.match(await gen('gen-list'), { status: 1, err: /current\/2 leads to no generation/ });
    t.match(
      await gen('gen-prune', '--keep', '4'),
      { status: 1, err: /current is as it was/ },
      'it is full still',
    );
    at('rm fill; sync -f .');
    const mended = await gen('gen-prune', '--keep', '4');
    t.match(mended, { status: 0 }, mended.err);
    t.strictSame(names(), [2015, 2016, 2019, 2020].map(idOf), 'and nothing else is done');
    t.strictSame(links(), [2020, 2019, 2019, 2019].map(idOf));
    t.match(await gen('gen-list'), { status: 0, err: '' });
    t.match(await gen('gen-prune', '--keep', '4'), { status: 0, err: '' });
    t.equal(at('ls -A links | wc -l'), '1', 'what was current before is gone');
  },
);
