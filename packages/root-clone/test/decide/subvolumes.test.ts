import t from 'tap';
import { defaultIn, subvolumesBelow } from '../../src/decide/subvolumes.ts';

const list = `ID 256 gen 12 top level 5 path @
ID 257 gen 11 top level 5 path @home
ID 258 gen 9 top level 256 path var/lib/machines
ID 259 gen 9 top level 260 path var/lib/a b/deep
ID 260 gen 9 top level 256 path var/lib/a b
ID 261 gen 9 top level 257 path @home/db
`;

t.test('the subvolumes below one', async (t) => {
  t.strictSame(subvolumesBelow(list, '256'), ['var/lib/a b', 'var/lib/a b/deep', 'var/lib/machines']);
  t.strictSame(subvolumesBelow(list, '258'), []);
  t.strictSame(subvolumesBelow('', '5'), []);
  t.strictSame(subvolumesBelow('ERROR: not a btrfs filesystem\n', '5'), []);
});

t.test('the default one', async (t) => {
  t.equal(defaultIn('ID 5 (FS_TREE)\n'), '5');
  t.equal(defaultIn('ID 257 gen 10 top level 256 path @/.snapshots/1/snapshot\n'), '257');
  t.equal(defaultIn(''), null);
});
