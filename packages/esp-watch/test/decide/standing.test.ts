import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import {
  isAsleep,
  isAutomounted,
  mountOfDevice,
  mountOfPoint,
  mountOfTree,
} from '../../src/decide/standing.ts';

const table = (...lines: readonly string[]) => parseMountinfo(`${lines.join('\n')}\n`);
const root = '1 0 8:1 / / rw - ext4 /dev/sda1 rw';
const auto = '2 1 0:30 / /auto rw - autofs systemd-1 rw,fd=30,direct';
const inAuto = '3 2 8:17 / /auto rw - ext4 /dev/sdb1 rw';
const base = '4 1 8:33 / /base rw - ext4 /dev/sdc1 rw';

t.test('a mount point of an ESP', async (t) => {
  t.match(mountOfPoint(table(root, base), '/base'), { kind: 'there', mount: { id: 4 } });
  t.match(mountOfPoint(table(root), '/base'), { kind: 'absent' });
  t.same(mountOfPoint(table(root, auto), '/auto'), { kind: 'asleep' });
  t.match(mountOfPoint(table(root, auto, inAuto), '/auto'), { kind: 'there', mount: { id: 3 } });
});

t.test('an ESP, wherever it is mounted', async (t) => {
  t.match(mountOfDevice(table(root, base), '8:33'), { kind: 'there', mount: { mountpoint: '/base' } });
  t.same(mountOfDevice(table(root), '8:33'), { kind: 'asleep' });
  const part = '5 1 8:33 /EFI /part rw - vfat /dev/sdc1 rw';
  t.same(mountOfDevice(table(root, part), '8:33'), { kind: 'asleep' }, 'a directory of it is not the ESP');
});

t.test('automounts', async (t) => {
  for (const path of ['/auto', '/auto/data']) {
    t.equal(isAsleep(table(root, auto), path), true, path);
    t.equal(isAsleep(table(root, auto, inAuto), path), false, path);
    t.equal(isAutomounted(table(root, auto, inAuto), path), true, path);
  }
  t.equal(isAsleep(table(root, auto), '/autos'), false);
  t.equal(isAutomounted(table(root, auto), '/autos'), false);
});

t.test('a tree is on the file system that it was found on', async (t) => {
  const [found] = [mountOfTree(table(root, base), '/base/data', undefined)];
  if (found?.kind !== 'there' || found.mount === null) throw new Error('it is there');
  const { mount: origin } = found;
  const standing = (...lines: readonly string[]) => mountOfTree(table(root, ...lines), '/base/data', origin);
  t.match(standing(base), { kind: 'there' });
  t.match(standing(), { kind: 'absent', why: '/dev/sdc1, mounted on /base' }, 'the bare directory');
  t.match(standing('9 1 8:33 / /base rw - ext4 /dev/sdc1 rw'), { kind: 'there' }, 'mounted again');
  t.match(standing('9 1 8:49 / /base rw - ext4 /dev/sdd1 rw'), { kind: 'absent' }, 'another disk there');
  t.match(standing('9 1 8:33 /@old /base rw - ext4 /dev/sdc1 rw'), { kind: 'absent' }, 'another directory');
  const late = '9 4 8:49 / /base/data rw - ext4 /dev/sdd1 rw';
  t.match(standing(base, late), { kind: 'there', mount: { id: 9 } }, 'a mount that came late');
});

t.test('below a directory whose own mount is not in the table', async (t) => {
  t.same(mountOfTree(table(base), '/data', undefined), { kind: 'there', mount: null });
  t.same(mountOfTree(table(base), '/data', null), { kind: 'there', mount: null });
  t.match(mountOfTree(table(base), '/base/data', null), { kind: 'there', mount: { id: 4 } }, 'it came late');
  const [origin] = table(base);
  t.match(mountOfTree([], '/base/data', origin ?? null), { kind: 'absent' });
});

t.test('anonymous numbers of devices are given anew: the source tells', async (t) => {
  const zfs = (id: number, number: string, source: string) =>
    `${id} 1 ${number} / /tank rw - zfs ${source} rw,xattr`;
  const [origin] = table(zfs(4, '0:50', 'tank/data'));
  const standing = (line: string) => mountOfTree(table(root, line), '/tank', origin ?? null);
  t.match(standing(zfs(7, '0:61', 'tank/data')), { kind: 'there' });
  t.match(standing(zfs(7, '0:61', 'tank/other')), { kind: 'absent' });
  t.match(mountOfTree(table(root), '/tank', origin ?? null), { kind: 'absent' });
});
