import { devicesOfPartuuid, parsePartuuid } from '@twinroot/lib-blockdev';
import t from 'tap';
import { whyCopies } from '../../src/decide/copies.ts';
import { device, id, machineOf, part } from '../machine-of.ts';

t.test('partitions with one PARTUUID', async (t) => {
  const array = device('md1', { type: 'raid1' }, part('md1p1', 2));
  const machine = machineOf([
    device('sda', {}, part('sda1', 1)),
    device('sdb', {}, part('sdb1', 1)),
    device('sdc', {}, part('sdc1', 2), array),
    device('sdd', {}, part('sdd1', 2), array),
    device('sde', {}, part('sde1', 3), device('md2', { type: 'raid1' }, part('md2p1', 3))),
    device('sdf', {}, part('sdf1', 3)),
  ]);
  const why = (digit: number) => {
    const partuuid = parsePartuuid(id(digit));
    if (!partuuid) throw new Error('no PARTUUID');
    return whyCopies(machine.devices, partuuid, devicesOfPartuuid(machine.devices, partuuid));
  };
  t.match(why(1), /sda1.*sdb1.*sgdisk/);
  t.match(why(2), /sdc1.*md1p1.*sdd1.*\/dev\/md1,/);
  t.notMatch(why(2), 'sgdisk', 'new ids would break an array');
  t.match(why(3), 'sgdisk', 'a disk of an array, and a copy that is not in it');
});
