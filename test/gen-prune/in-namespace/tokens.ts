import { join } from 'node:path';
import t from 'tap';
import { entry, kernel, writeTree } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { idOf, newGenerationMachine } from '../../fixtures/generation-machine.ts';

// Entries under a token that the machine had before, and those of a clone, whose btrfs has another UUID.

t.setTimeout(300_000);

t.test('a token that the machine had before', async (t) => {
  const machine = await newGenerationMachine();
  t.teardown(machine.remove);
  const { gen, at, esps, onEsp, device } = machine;
  const [old, middle, newest] = [idOf(2018), idOf(2019), idOf(2020)];
  machine.make({ id: old }, { id: middle }, { id: newest, counter: '' });
  const uuid = sh('blkid -o value -s UUID "$1"', device);
  const boots = (id: string, token: string, of: string) =>
    entry(id, `/${token}/gen/linux-${id}`, `/${token}/gen/initrd-${id}`).replace(
      'options quiet',
      `options root=UUID=${of} rootflags=subvol=/snapshots/${id}/@ quiet`,
    );
  const put = (id: string, token: string, of: string, counter = '') => {
    for (const esp of esps)
      writeTree(esp, {
        [`${token}/gen/linux-${id}`]: kernel(id),
        [`${token}/gen/initrd-${id}`]: Buffer.alloc(2000, id),
        [`loader/entries/${token}-gen-${id}${counter}.conf`]: boots(id, token, of),
      });
  };
  const clone = '11111111-3f0e-4b7a-9a41-d0c5b8e6f112';
  put(old, 'before', uuid);
  put(middle, 'before', uuid, '+3');
  put(old, 'clone', clone);
  put(idOf(2001), 'before', uuid);
  put(idOf(2002), 'clone', clone);
  for (const esp of esps) writeTree(esp, { 'clone/gen/linux-unnamed': kernel('unnamed') });
  const both = ['0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b'];
  const list = await gen('gen-list');
  t.match(JSON.parse(list.out).generations, [
    { id: old, tried: 'good', members: both, held_by: null },
    { id: middle, tried: 'untried', members: both, held_by: ['untried'] },
    { id: newest, tried: 'good' },
  ]);
  t.match(list.err, `an entry leads to ${idOf(2001)}, which is gone`);
  t.notMatch(list.err, idOf(2002));
  const pruned = await gen('gen-prune', '--keep', '1');
  t.equal(pruned.status, 0, pruned.err);
  t.strictSame(at('ls -A snapshots').split('\n'), [middle, newest], 'one that is untried stays');
  for (const esp of [0, 1] as const) {
    t.strictSame(onEsp(esp).entries, [
      `before-gen-${middle}+3.conf`,
      `clone-gen-${idOf(2002)}.conf`,
      `clone-gen-${old}.conf`,
      `machine-gen-${newest}.conf`,
      'other.conf',
    ]);
    t.strictSame(sh('ls "$1"', join(esps[esp], 'before/gen')).split('\n'), [
      `initrd-${middle}`,
      `linux-${middle}`,
    ]);
    t.equal(sh('ls "$1" | wc -l', join(esps[esp], 'clone/gen')), '5', 'nothing of a clone goes');
  }
  t.match(await gen('gen-prune', '--keep', '1'), { status: 0, err: '' });
});
