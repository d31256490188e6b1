import { createIdMap, parsePair } from '@twinroot/lib-idmap';
import t from 'tap';
import { whyNoPeerRows } from '../../src/decide/peer-rows.ts';

const ids = createIdMap(
  ['UUID=old-root UUID=new-root', 'UUID=old-boot UUID=new-boot'].map((line) => parsePair(line, 'the test')),
);
const boot = 'UUID=old-boot /boot ext4 defaults 0 2\n';

const cases: readonly (readonly [what: string, fstab: string, named: string | null])[] = [
  ['a root that the map has', `UUID=old-root / ext4 defaults 0 1\n${boot}`, null],
  ['no root', boot, null],
  ['nothing', '', null],
  ['a root of the other disk', `UUID=new-root / ext4 defaults 0 1\n${boot}`, null],
  [
    'an open LUKS volume',
    `/dev/mapper/sda3_crypt / ext4 errors=remount-ro 0 1\n${boot}`,
    '/dev/mapper/sda3_crypt',
  ],
  ['one that is commented out', `#/dev/mapper/sda3_crypt / ext4 defaults 0 1\n${boot}`, null],
];

for (const [what, fstab, named] of cases) {
  t.test(what, (t) => {
    const why = whyNoPeerRows(fstab, ids);
    if (named === null) t.equal(why, null);
    else t.ok(why?.includes(named), why ?? 'null');
    t.end();
  });
}
