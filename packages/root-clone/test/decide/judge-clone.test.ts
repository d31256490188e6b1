import t from 'tap';
import { tooSmall, whyNotCloned } from '../../src/decide/judge-clone.ts';
import { factsOf, usualVolumes } from '../machine-fixture.ts';

const nowhere = new Map<string, string>();

t.test('nothing is wrong with a usual clone', async (t) => {
  const used = [{ id: 'UUID=id-sda2', path: '/etc/fstab', line: 1, mountpoint: '/' }];
  t.strictSame(whyNotCloned(factsOf(), used, nowhere, []), []);
});

t.test('an id that the map does not have is a reason, unless it is to stay', async (t) => {
  const used = [{ id: 'UUID=other', path: '/etc/fstab', line: 3, mountpoint: '/srv' }];
  t.match(whyNotCloned(factsOf(), used, nowhere, []), [/\/etc\/fstab, line 3: .*UUID=other/]);
  t.strictSame(whyNotCloned(factsOf(), used, nowhere, ['UUID=other']), []);
});

t.test('what is copied has to fit', async (t) => {
  const [root, boot] = usualVolumes();
  if (!root || !boot) throw new Error('there are two volumes');
  const used = (bytes: number) =>
    new Map([
      [root, bytes],
      [boot, 1],
    ]);
  t.strictSame(tooSmall(used(1000)), []);
  t.match(tooSmall(used(1001)), [/\/dev\/sdb2 has 1000 bytes, .*1001/]);
});
