import { createIdMap, inverseOf } from '@twinroot/lib-idmap';
import t from 'tap';
import { uncoveredIds } from '../../src/decide/uncovered-ids.ts';
import { devicesWith, disk, part, usualMap } from '../machine-fixture.ts';

t.test('ids that the clone would take along', async (t) => {
  const third = devicesWith(
    {},
    disk('sdc', part('sdc1'), part('sdc2', { uuid: 'id-sda9' })),
    disk('sda', part('sda9')),
  );
  const known = {
    ids: usualMap,
    inverse: createIdMap(inverseOf(usualMap.pairs)),
    kept: new Set(['UUID=kept']),
    devices: third,
    links: new Map([
      ['ID=there', '/dev/sdc1'],
      ['/dev/disk/by-path/old', '/dev/sda1'],
    ]),
    oldDisks: new Set(['/dev/sda']),
  };
  const cases: [id: string, isUncovered: boolean, isAway: boolean][] = [
    ['UUID=id-sda1', false, false],
    ['UUID=id-sdb1', false, false],
    ['UUID=kept', false, false],
    ['UUID=id-sdc1', false, true],
    ['/dev/sdc1', false, true],
    ['UUID=id-sda9', true, true],
    ['/dev/sda1', true, true],
    ['UUID=nowhere', true, true],
    ['/dev/mapper/vg-root', true, true],
    ['ID=ata-x', true, true],
    ['ID=there', false, true],
    ['/dev/disk/by-path/old', true, true],
  ];
  for (const [id, isUncovered, isAway] of cases) {
    const used = [{ id, path: '/etc/fstab', line: 1 }];
    t.equal(uncoveredIds(used, known).length === 1, isUncovered, id);
    t.equal(
      uncoveredIds(used, { ...known, devices: null }).length === 1,
      isAway,
      `${id}, of another machine`,
    );
  }
});
