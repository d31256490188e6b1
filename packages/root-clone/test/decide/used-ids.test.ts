import { createIdMap, inverseOf } from '@twinroot/lib-idmap';
import t from 'tap';
import type { TextKind } from '../../src/decide/source-texts.ts';
import { uncoveredIds } from '../../src/decide/uncovered-ids.ts';
import { usedIds } from '../../src/decide/used-ids.ts';
import { devicesWith, disk, part, usualMap } from '../machine-fixture.ts';

t.test('ids where a machine looks for devices', async (t) => {
  const cases: [kind: TextKind, text: string, ids: readonly string[]][] = [
    ['fstab', 'UUID=a / ext4\nLABEL="b" /b\n', ['1 UUID=a /', '2 LABEL=b /b']],
    ['fstab', 'UUID="a" /a ext4\r\n/dev/sda1 none swap sw\n', ['1 UUID=a /a', '2 /dev/sda1']],
    [
      'fstab',
      '# UUID=a / ext4\ntmpfs /tmp tmpfs\nnas:/x /x nfs\n/srv /y none bind\nUUID= /z\n\nUUID=q\n',
      [],
    ],
    ['fstab', '/dev/null /n\n/dev/zram0 none swap\n/dev/shm /s none bind\n', []],
    ['fstab', 'UUID=a /a\\040b ext4\n', ['1 UUID=a /a b']],
    [
      'cmdline',
      'root=UUID=a rw resume=/dev/sda2\nquiet rd.luks.uuid=luks-b\n',
      ['1 UUID=a', '1 /dev/sda2', '2 UUID=b'],
    ],
    ['cmdline', '# root=UUID=a\n', []],
    ['cmdline', '"root=UUID=a"\n', ['1 UUID=a']],
    [
      'entry',
      'title root=UUID=a\noptions root=PARTUUID=b\noptions quiet resume=LABEL=c\n',
      ['2 PARTUUID=b', '3 LABEL=c'],
    ],
    ['entry', '# options root=UUID=a\nlinux /root=UUID=b\n', []],
    ['entry', 'title x\roptions root=UUID=a\r\n', ['1 UUID=a']],
    [
      'crypttab',
      '# a UUID=x\nroot UUID=a none luks\nswap /dev/sda3 /dev/urandom swap\n',
      ['2 UUID=a', '3 /dev/sda3'],
    ],
    ['loader-conf', 'default root=UUID=a\n', []],
    ['machine-id', 'root=UUID=a\n', []],
    ['entry', '', []],
  ];
  for (const [kind, text, ids] of cases)
    t.strictSame(
      usedIds([{ path: '/p', kind, text }]).map(({ id, line, mountpoint }) =>
        [line, id, ...(mountpoint === undefined ? [] : [mountpoint])].join(' '),
      ),
      ids,
      JSON.stringify(text),
    );
});

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
