import { type BlockDevice, espType, xbootldrType } from '@twinroot/lib-blockdev';
import t from 'tap';
import { device } from '../../../lib-blockdev/test/device-fixture.ts';
import { membersThere, whyTooSmall } from '../../src/decide/members-there.ts';

const part = (path: string, disk: string, partuuid: string, more: Partial<BlockDevice> = {}) =>
  device(path, {
    type: 'part',
    parents: [disk],
    disk,
    disks: [disk],
    partuuid: partuuid as BlockDevice['partuuid'],
    parttype: espType,
    fstype: 'vfat',
    size: 100,
    ...more,
  });
const [sda, sdb] = ['/dev/sda', '/dev/sdb'].map((path) => device(path, { disks: [path] }));
if (sda === undefined || sdb === undefined) throw new Error('no disks');
const own = part('/dev/sda1', '/dev/sda', 'a1');
const boot = part('/dev/sda2', '/dev/sda', 'a2', { parttype: xbootldrType });
const esp = part('/dev/sdb1', '/dev/sdb', 'b1');
const other = part('/dev/sdb2', '/dev/sdb', 'b2', { parttype: xbootldrType });
const booted = [
  { kind: 'esp', device: own },
  { kind: 'xbootldr', device: boot },
] as const;
const known = ['a1', 'a2', 'b1', 'b2'];

t.test('the members on a disk', async (t) => {
  const cases: [
    what: string,
    operand: BlockDevice,
    members: string[],
    there: string[],
    more?: BlockDevice[],
  ][] = [
    ['both kinds', sdb, known, ['/dev/sdb1', '/dev/sdb2']],
    ['one of them', sdb, ['b2'], ['/dev/sdb2']],
    ['a partition alone', esp, known, ['/dev/sdb1']],
    ['none', sdb, ['a1'], []],
    ['those of the booted disk are none', sda, known, []],
    ['one that lost its file system', sdb, ['b1'], [], [{ ...esp, fstype: null }]],
    ['one of another type', sdb, ['b1'], [], [{ ...esp, parttype: null }]],
  ];
  for (const [what, operand, members, there, more = [esp, other]] of cases) {
    const found = membersThere([sda, own, boot, sdb, ...more], operand, booted, new Set(members));
    t.strictSame(
      found.map(({ device: { path } }) => path),
      there,
      what,
    );
  }
});

t.test('one that is smaller than what was asked for', async (t) => {
  const member = { kind: 'esp', device: esp } as const;
  t.equal(whyTooSmall(member, { esp: null, xbootldr: 1000 }), null);
  t.equal(whyTooSmall(member, { esp: 100, xbootldr: null }), null);
  t.match(whyTooSmall(member, { esp: 101, xbootldr: null }), /esp-leave/);
});
