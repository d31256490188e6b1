import { appendFileSync, existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { idOf, newGenerationMachine } from '../../fixtures/generation-machine.ts';

t.setTimeout(600_000);

const years = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const listed = (out: string) => JSON.parse(out).generations.map(({ id }: { id: string }) => id);

async function newMachine(t: { teardown(work: () => void): void }) {
  const machine = await newGenerationMachine();
  t.teardown(machine.remove);
  return machine;
}

t.test('old ones go, with what only they had on all ESPs', async (t) => {
  const machine = await newMachine(t);
  const { gen, fed, onEsp, top, at, esps } = machine;
  machine.make(
    { id: idOf(2016), counter: '+0-3', payloads: 'shared' },
    { id: idOf(2017), counter: '' },
    { id: idOf(2018) },
    { id: idOf(2019), counter: '', payloads: 'shared' },
    { id: idOf(2020), counter: '' },
  );
  const list = await gen('gen-list');
  t.match(list, { status: 0, err: '' });
  const both = ['0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b'];
  t.match(JSON.parse(list.out).generations, [
    { id: idOf(2016), tried: 'bad', members: both, base: null },
    { id: idOf(2017), tried: 'good', members: both },
    { id: idOf(2018), tried: null, members: null },
    { id: idOf(2019), tried: 'good' },
    { id: idOf(2020), tried: 'good', held_by: ['current'] },
  ]);
  const before = [onEsp(0), onEsp(1), at('find . -mindepth 1 | sort')];
  const plan = await fed(list.out, 'gen-prune', '--keep', '2', '--dry-run');
  t.match(plan, { status: 0, err: '' });
  t.strictSame([onEsp(0), onEsp(1), at('find . -mindepth 1 | sort')], before, 'a plan changes nothing');
  const steps = JSON.parse(plan.out).steps;
  t.equal(steps.filter(({ operation }: { operation: string }) => operation === 'mirror').length, 2);

  const pruned = await fed(list.out, 'gen-prune', '--keep', '2');
  t.match(pruned, { status: 0 }, pruned.err);
  t.strictSame(listed(pruned.out), [idOf(2019), idOf(2020)]);
  const left = {
    entries: [`machine-gen-${idOf(2019)}.conf`, `machine-gen-${idOf(2020)}.conf`, 'other.conf'],
    payloads: [`initrd-${idOf(2020)}`, 'initrd-shared', `linux-${idOf(2020)}`, 'linux-shared'],
  };
  t.strictSame(onEsp(0), left);
  t.strictSame(onEsp(1), left, 'on the other ESP, too');
  t.ok(existsSync(join(esps[1], 'other/linux')), 'what others have there stays');
  t.strictSame(at('ls -A snapshots').split('\n'), [idOf(2019), idOf(2020)]);
  t.equal(readFileSync(join(top, `snapshots/${idOf(2019)}/@/data`), 'utf8'), `${idOf(2019)}\n`);
  t.strictSame(
    years(0, 3).map((slot) => readlinkSync(join(top, `current/${slot}`)).slice(-22)),
    [idOf(2020), idOf(2019), idOf(2019), idOf(2019)],
    'no entry of a boot menu leads nowhere',
  );
  t.equal(at('ls links').split('\n').length, 1);

  const again = at('find . -mindepth 1 -printf "%p %i %T@\n" | sort');
  t.match(await gen('gen-prune', '--keep', '2'), { status: 0, err: '' });
  t.equal(at('find . -mindepth 1 -printf "%p %i %T@\n" | sort'), again, 'a second time nothing is done');
  t.strictSame(
    JSON.parse((await gen('gen-prune', '--keep', '2', '--dry-run', '--quiet')).out).steps.filter(
      ({ operation }: { operation: string }) => operation !== 'keep',
    ),
    [],
  );
  const list2 = JSON.parse((await gen('gen-list')).out).generations;
  t.match(list2, [{ members: both }, { members: both }]);
});

t.test('only those that are named, or on standard input', async (t) => {
  const machine = await newMachine(t);
  machine.make(...years(2015, 2020).map((year) => ({ id: idOf(year) })));
  const { gen, fed } = machine;
  const list = JSON.parse((await gen('gen-list')).out);
  const some = {
    ...list,
    generations: list.generations.filter((one: { id: string }) => one.id !== idOf(2016)),
  };
  const pruned = await fed(`${JSON.stringify(some)}\n`, 'gen-prune', '--keep', '4');
  t.strictSame(listed(pruned.out), years(2016, 2020).map(idOf));
  t.match(await gen('gen-prune', idOf(2016)), { status: 0, err: /is deleted/ });
  t.match(await gen('gen-prune', idOf(2016)), { status: 0, err: /gone before/ }, 'it is gone already');
  t.match(await gen('gen-prune', '--keep', '3', idOf(2018)), { status: 1, err: /one of the newest 3/ });
  t.match(await gen('gen-prune', idOf(2020)), { status: 1, err: /current\/0/ });
  const both = await gen('gen-prune', idOf(2020), idOf(2017));
  t.match(both, { status: 1 }, 'one stays, the other goes');
  t.strictSame(listed(both.out), years(2018, 2020).map(idOf));
  const old = `${JSON.stringify(list)}\n`;
  const stale = await fed(old, 'gen-prune', '--keep', '2');
  t.strictSame(listed(stale.out), [idOf(2019), idOf(2020)], 'records are hints');
});

t.test('wrong calls', async (t) => {
  const machine = await newMachine(t);
  machine.make({ id: idOf(2019) }, { id: idOf(2020) });
  const { gen, fed, at } = machine;
  const before = at('find . -mindepth 1 | sort');
  for (const args of [
    [],
    ['--keep', '0'],
    ['--keep', '-1'],
    ['--keep', 'x'],
    ['--keep', '1', 'mine'],
    ['../x'],
  ])
    t.match(await gen('gen-prune', ...args), { status: 2, out: '' }, args.join(' '));
  t.match(await fed('', 'gen-prune', '--keep', '1'), { status: 2 }, 'nothing where records were expected');
  t.match(await fed('{"schema":"twinroot.generation/1"}\n', 'gen-prune', '--keep', '1'), { status: 2 });
  t.equal(at('find . -mindepth 1 | sort'), before);
});

t.test('what runs that were killed have left, and what others have there', async (t) => {
  const machine = await newMachine(t);
  machine.make(...years(2018, 2020).map((year) => ({ id: idOf(year) })));
  const { gen, at } = machine;
  const [made, gone] = [`.new-${idOf(2021)}`, `.gone-${idOf(2010)}`];
  at(
    `for i; do mkdir snapshots/$i; btrfs -q subvolume create snapshots/$i/@ >/dev/null; done
     btrfs -q subvolume create snapshots/$1/@/nested >/dev/null; echo x >snapshots/$1/log
     mkdir snapshots/mine snapshots/.new-mine links/mine
     mkdir links/20230101000000OoOoOoOo links/20990101000000YyYyYyYy
     ln -s ../../snapshots/none links/20230101000000OoOoOoOo/0
     touch -d 2023-01-01 links/20230101000000OoOoOoOo`,
    made,
    gone,
  );
  t.match(await gen('gen-prune', '--keep', '3'), { status: 0 });
  t.strictSame(at('ls -A snapshots').split('\n'), ['.new-mine', ...years(2018, 2020).map(idOf), 'mine']);
  t.strictSame(at('ls links').split('\n'), ['20240101000000LlLlLlLl', '20990101000000YyYyYyYy', 'mine']);
  // Something beside the root that is no subvolume.
  at('mkdir snapshots/$1/notes; echo important >snapshots/$1/notes/text', idOf(2018));
  t.match(await gen('gen-prune', '--keep', '2'), { status: 0, err: /notes is no subvolume/ });
  t.equal(at('cat snapshots/$1/notes/text; ls snapshots/$1', idOf(2018)), 'important\nnotes');
  t.strictSame(listed((await gen('gen-list')).out), [idOf(2019), idOf(2020)]);
});

t.test('a member that is missing, and an esp-mirror that fails', async (t) => {
  const machine = await newMachine(t);
  machine.make(...years(2018, 2020).map((year) => ({ id: idOf(year), counter: '' })));
  const { gen, at, onEsp, root } = machine;
  t.match(await gen('gen-list'), { status: 0 });
  // Another set's registry on the mirror: esp-mirror refuses it.
  const refused = '# esp-sync 2\nset x\n';
  const { mkdirSync, writeFileSync, rmSync } = await import('node:fs');
  mkdirSync(join(root, 'efi1/loader'), { recursive: true });
  writeFileSync(join(root, 'efi1/loader/esp-sync'), refused);
  const failed = await gen('gen-prune', '--keep', '2');
  t.match(failed, { status: 1, err: /no generation was deleted/ });
  t.equal(at('ls snapshots').split('\n').length, 3, 'nothing of the btrfs is deleted');
  t.equal(at('cat snapshots/$1/@/data', idOf(2018)), idOf(2018));
  rmSync(join(root, 'efi1/loader/esp-sync'));
  t.match(await gen('gen-prune', '--keep', '2'), { status: 0 }, 'the next run goes on');
  t.equal(at('ls snapshots').split('\n').length, 2);
  t.strictSame(onEsp(1), onEsp(0));
});

t.test('entries of a generation that somebody has deleted by hand', async (t) => {
  const machine = await newMachine(t);
  const { gen, fed, onEsp, at, esps, device } = machine;
  const [gone, there] = [idOf(2018), idOf(2019)];
  machine.make({ id: idOf(2017), counter: '' }, { id: gone, counter: '' }, { id: there, counter: '' });
  // The directory is left, as whoever deletes a subvolume leaves it.
  at('btrfs property set -t subvol snapshots/$1/@ ro false; btrfs -q subvolume delete snapshots/$1/@', gone);
  at('ln -sfn ../../snapshots/$1 links/20240101000000LlLlLlLl/1', idOf(2017));
  const uuid = sh('blkid -p -s UUID -o value "$1"', device);
  const name = `loader/entries/machine-gen-${gone}.conf`;
  const options = (text: string) => {
    for (const esp of esps)
      appendFileSync(join(esp, name), `options ${text} rootflags=subvol=snapshots/${gone}/@\n`);
  };

  options('root=UUID=11111111-2222-4333-8444-555555555555');
  t.match(await gen('gen-list'), { status: 0, err: '' }, 'it may be that of a clone');
  t.match(await gen('gen-prune', '--keep', '9'), { status: 0, err: '' });
  t.equal(onEsp(0).entries.length, 4);

  options(`root=UUID=${uuid}`);
  const list = await gen('gen-list');
  t.match(list, { status: 0, err: `an entry leads to ${gone}, which is gone: gen-prune deletes it` });
  const pruned = await fed(list.out, 'gen-prune', '--keep', '9');
  t.match(pruned, { status: 0 }, pruned.err);
  const left = {
    entries: [`machine-gen-${idOf(2017)}.conf`, `machine-gen-${there}.conf`, 'other.conf'],
    payloads: [`initrd-${idOf(2017)}`, `initrd-${there}`, `linux-${idOf(2017)}`, `linux-${there}`],
  };
  t.strictSame([onEsp(0), onEsp(1)], [left, left]);
  t.strictSame(listed(pruned.out), [idOf(2017), there]);
  t.match(await gen('gen-list'), { status: 0, err: '' });
});
