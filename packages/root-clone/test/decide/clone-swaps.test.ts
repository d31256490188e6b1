import { createIdMap, parseMap } from '@twinroot/lib-idmap';
import t from 'tap';
import { cloneSwaps } from '../../src/decide/clone-swaps.ts';
import { factsOf } from '../machine-fixture.ts';

t.test('the swaps of a clone are those that stand in the places of the first', async (t) => {
  const { devices } = factsOf();
  const [one, two, three] = devices.filter(({ uuid }) => uuid !== null);
  if (!one || !two || !three) throw new Error('there are several');
  const ids = createIdMap(parseMap(`UUID=${one.uuid} UUID=${two.uuid}\n`, 'map'));
  const line = (node: string) => `${node}                              partition\t8388604\t\t0\t\t-2\n`;
  const head = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
  const nodes = new Map([[two.path, '/dev/dm-7']]);
  const old = `${head}${line(one.path)}${line(three.path)}/swapfile file\t1024\t0\t-3\n`;
  t.equal(
    cloneSwaps(old, devices, ids, new Map()),
    `${head}${line(two.path)}${line(three.path)}/swapfile file\t1024\t0\t-3\n`,
  );
  t.ok(cloneSwaps(old, devices, ids, nodes).includes('/dev/dm-7 '), 'as the kernel names it');
  t.equal(
    cloneSwaps(line('/dev/dm-9'), devices, ids, new Map([[one.path, '/dev/dm-9']])),
    line(two.path),
    'a name of the device mapper',
  );
  t.equal(cloneSwaps('', devices, ids, new Map()), '');
});
