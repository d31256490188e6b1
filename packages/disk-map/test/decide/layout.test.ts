import t from 'tap';
import { isSame, partitionsOf } from '../../src/decide/layout.ts';
import { at, device, layoutOf, mapped, onOne, part } from '../lsblk.ts';

t.test('partitions of a disk', async (t) => {
  const layout = layoutOf([
    device('sda', {}, part('sda1', {}, mapped('root', 'crypt')), part('sda2')),
    device('sdb', {}, mapped('whole', 'crypt')),
  ]);
  const nodes = (disk: string) => partitionsOf(layout, at(layout, disk)).map(({ path }) => path);
  t.strictSame(nodes('/dev/sda'), ['/dev/sda1', '/dev/sda2']);
  t.strictSame(nodes('/dev/sda1'), []);
  t.strictSame(nodes('/dev/sdb'), []);
});

t.test('one node is one device on one machine only', async (t) => {
  const [here, there] = [layoutOf([device('sda'), device('sdb')]), layoutOf([device('sda')])];
  t.equal(isSame(onOne(here), at(here, '/dev/sda'), at(here, '/dev/sda')), true);
  t.equal(isSame(onOne(here), at(here, '/dev/sda'), at(here, '/dev/sdb')), false);
  t.equal(isSame({ old: there, new: here }, at(there, '/dev/sda'), at(here, '/dev/sda')), false);
});
