import t from 'tap';
import { joined, nodesOf, nothing, pairOf } from '../../src/decide/pairing.ts';
import { at, device, layoutOf } from '../lsblk.ts';

const layout = layoutOf([device('sda'), device('sdb'), device('sdc')]);
const [a, b, c] = [at(layout, '/dev/sda'), at(layout, '/dev/sdb'), at(layout, '/dev/sdc')];

t.test('several pairings as one', async (t) => {
  const one = { ...pairOf(a, b), faults: ['f'], notes: ['n'] };
  const other = { ...pairOf(a, c), faults: ['f', 'g'], notes: ['n'] };
  const all = joined(one, nothing, other, one);
  t.strictSame(
    all.pairs.map((pair) => `${pair.old.path} ${pair.new.path}`),
    ['/dev/sda /dev/sdb', '/dev/sda /dev/sdc'],
  );
  t.strictSame(all.faults, ['f', 'g']);
  t.strictSame(all.notes, ['n']);
  t.strictSame(joined(), nothing);
});

t.test('device nodes', async (t) => {
  t.equal(nodesOf([a, c]), '/dev/sda, /dev/sdc');
  t.equal(nodesOf([]), '');
});
