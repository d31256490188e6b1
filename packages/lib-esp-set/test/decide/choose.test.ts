import { parsePartuuid } from '@twinroot/lib-blockdev';
import t from 'tap';
import { type Choice, chooseSet } from '../../src/decide/choose.ts';
import { parseOperand } from '../../src/decide/operand.ts';
import { type AbsentSource, type Origin, sourceOf } from '../../src/decide/source.ts';
import { type Listed, nothingListed } from '../../src/decide/source-registry.ts';
import { device, id, machineOf, part, type Row, xbootldr } from '../machine-of.ts';

/** Chooses with partition 1 booted, or with another source; `/dev/NAME` is mounted on the second word of each mount. */
function choose(
  rows: Row[],
  {
    mounts = '',
    fstab = '',
    operands = [] as string[],
    source = '',
    foreign = '',
    force = false,
    listed = nothingListed,
  } = {},
): Choice | AbsentSource {
  const partuuid = parsePartuuid(id(1));
  const operand = parseOperand(source);
  if (!partuuid) throw new Error('no PARTUUID');
  const machine = machineOf(rows, { mounts, fstab });
  const origin: Origin =
    operand.kind === 'refused'
      ? { kind: 'booted', partuuid, evidence: 'BootCurrent' }
      : { kind: 'named', operand };
  const from = sourceOf(machine, origin);
  if (from.kind !== 'source') return from;
  return chooseSet(
    machine,
    from,
    {
      isWanted: (path) => /^\/efi\d$/.test(path),
      operands: operands.map(parseOperand).filter((operand) => operand.kind !== 'refused'),
      leave: { removable: false, force },
    },
    { foreign: foreign === '' ? null : foreign, listed },
  );
}

const summary = (choice: Choice | AbsentSource) =>
  choice.kind === 'set'
    ? choice.members.map(
        ({ role, kind, state, path, partuuid }) => `${role} ${kind} ${state} ${path ?? partuuid}`,
      )
    : choice.kind;

const bootedDisk = () => device('sda', {}, part('sda1', 1));
const booted = 'booted esp unmounted /dev/sda1';

t.test('members', async (t) => {
  const other = (more: Row = {}, disk: Row = {}) => [
    bootedDisk(),
    device('sdb', disk, part('sdb1', 2, { ...disk, ...more })),
  ];
  const mirror = 'mirror esp mounted /dev/sdb1';
  const cases: [string, ReturnType<typeof choose>, string | string[]][] = [
    ['a mirror at a pattern', choose(other(), { mounts: 'sdb1:/efi1' }), [booted, mirror]],
    ['mounted elsewhere', choose(other(), { mounts: 'sdb1:/mnt' }), [booted]],
    ['removable', choose(other({}, { rm: true }), { mounts: 'sdb1:/efi1' }), [booted]],
    ['not FAT', choose(other({ fstype: 'ext4' }), { mounts: 'sdb1:/efi1' }), [booted]],
    [
      'another type',
      choose(other({ parttype: '0fc63daf-8483-4772-8e79-3d69d8477de4' }), { mounts: 'sdb1:/efi1' }),
      [booted],
    ],
    [
      'no partition',
      choose([bootedDisk(), device('sdb', { fstype: 'vfat' })], { mounts: 'sdb:/efi1' }),
      [booted],
    ],
    [
      'an XBOOTLDR partition without a booted one',
      choose(other({ parttype: xbootldr }), { mounts: 'sdb1:/efi1' }),
      [booted],
    ],
    [
      'same disk',
      choose([device('sda', {}, part('sda1', 1), part('sda2', 2))], { mounts: 'sda2:/efi1' }),
      [booted],
    ],
    [
      'the booted one at two places',
      choose([bootedDisk()], { mounts: 'sda1:/efi1 sda1:/efi2' }),
      ['booted esp mounted /dev/sda1'],
    ],
    [
      'in fstab only',
      choose(other(), { fstab: `PARTUUID=${id(2)} /efi1 vfat` }),
      [booted, 'mirror esp unmounted /dev/sdb1'],
    ],
    ['in fstab, elsewhere', choose(other(), { fstab: `PARTUUID=${id(2)} /mnt vfat` }), [booted]],
    [
      'in fstab by device',
      choose(other(), { fstab: '/dev/sdb1 /efi1 vfat' }),
      [booted, 'mirror esp unmounted /dev/sdb1'],
    ],
    [
      'another file system in fstab',
      choose([bootedDisk()], { fstab: `PARTUUID=${id(3)} /efi1 ext4` }),
      [booted],
    ],
    ['a bind in fstab', choose(other(), { fstab: '/efi0 /efi1 none bind' }), [booted]],
    [
      'missing, named twice',
      choose([bootedDisk()], { fstab: `PARTUUID=${id(3)} /efi1 vfat`, operands: [`PARTUUID=${id(3)}`] }),
      [booted, `mirror esp missing ${id(3)}`],
    ],
    ['missing, by a UUID', choose([bootedDisk()], { fstab: 'UUID=6B7E-A837 /efi1 vfat' }), [booted]],
    [
      'two mirrors with one PARTUUID',
      choose([...other(), device('sdc', {}, part('sdc1', 2))], { mounts: 'sdb1:/efi1 sdc1:/efi2' }),
      [booted],
    ],
    [
      'two mirrors, by the order of devices',
      choose([...other(), device('sdc', {}, part('sdc1', 3))], { mounts: 'sdc1:/efi1 sdb1:/efi2' }),
      [booted, mirror, 'mirror esp mounted /dev/sdc1'],
    ],
    ['the booted one is not there', choose([device('sdb', {}, part('sdb1', 2))]), 'absent'],
    ['the booted one is there twice', choose([bootedDisk(), device('sdb', {}, part('sdb1', 1))]), 'refused'],
    [
      'an operand that can be none',
      choose(other({ fstype: 'ext4' }), { operands: ['/dev/sdb1'] }),
      'refused',
    ],
    [
      'the booted one as an operand',
      choose([bootedDisk()], { operands: ['/dev/sda1', `PARTUUID=${id(1)}`] }),
      [booted],
    ],
  ];
  for (const [name, choice, expected] of cases) t.strictSame(summary(choice), expected, name);
});

t.test('XBOOTLDR partitions', async (t) => {
  const disk = (name: string, digit: number, ...more: Row[]) =>
    device(name, {}, part(`${name}1`, digit), part(`${name}2`, digit + 4, { parttype: xbootldr }), ...more);
  const both = ['booted esp unmounted /dev/sda1', 'booted xbootldr unmounted /dev/sda2'];
  const mirrors = ['mirror esp mounted /dev/sdb1', 'mirror xbootldr unmounted /dev/sdb2'];
  t.strictSame(summary(choose([disk('sda', 1), disk('sdb', 2)])), both, 'nobody named the other disk');
  t.strictSame(summary(choose([disk('sda', 1), disk('sdb', 2)], { mounts: 'sdb1:/efi1' })), [
    ...both,
    ...mirrors,
  ]);
  const two = choose([disk('sda', 1), disk('sdb', 2, part('sdb3', 9, { parttype: xbootldr }))], {
    mounts: 'sdb1:/efi1',
  });
  t.strictSame(
    summary(two),
    [...both, 'mirror esp mounted /dev/sdb1'],
    'which of two is meant is not guessed',
  );
  t.equal(two.kind === 'set' && two.warnings.length, 1);
  const named = choose([device('sda', {}, part('sda1', 3), part('sda2', 1, { parttype: xbootldr }))]);
  t.strictSame(summary(named), both, 'the XBOOTLDR partition was named');
});

t.test('multipath: two paths to one disk are no copies', async (t) => {
  const map = device('mpatha', { type: 'mpath' }, part('mpatha1', 1));
  const rows = [device('sda', {}, part('sda1', 1), map), device('sdb', {}, part('sdb1', 1), map)];
  t.strictSame(summary(choose(rows)), ['booted esp unmounted /dev/mpatha1']);
});

t.test('a partition in an array has the file system of the array', async (t) => {
  const array = device('md126', { type: 'raid1', fstype: 'vfat', uuid: '5D0C-9B1E' });
  const member = (name: string, digit: number): Row => ({
    ...part(name, digit, { fstype: 'linux_raid_member' }),
    children: [array],
  });
  const choice = choose([device('sda', {}, member('sda1', 1)), device('sdb', {}, member('sdb1', 2))], {
    mounts: 'md126:/efi1',
  });
  t.strictSame(summary(choice), ['booted esp mounted /dev/sda1']);
  t.match(choice, { members: [{ uuid: '5D0C-9B1E', mountpoint: '/efi1' }] });
});

t.test('another source than what was booted', async (t) => {
  const rows = () => [bootedDisk(), device('sdb', {}, part('sdb1', 2)), device('sdc', {}, part('sdc1', 3))];
  const source = 'booted esp mounted /dev/sdb1';
  const mounts = 'sdb1:/efi1 sdc1:/efi2';
  for (const name of ['/dev/sdb1', '/efi1', `PARTUUID=${id(2)}`]) {
    const choice = choose(rows(), { mounts, source: name, foreign: 'this is a chroot' });
    t.strictSame(summary(choice), [source, 'mirror esp mounted /dev/sdc1'], name);
    t.match(choice, { members: [{ evidence: null, member_by: 'operand' }, { member_by: 'pattern' }] });
  }
  const booted = choose(rows(), { mounts, source: '/dev/sdb1', operands: ['/dev/sda1'] });
  t.strictSame(
    summary(booted),
    [source, 'mirror esp unmounted /dev/sda1', 'mirror esp mounted /dev/sdc1'],
    'what was booted may be its mirror',
  );
  t.equal(summary(choose(rows(), { source: `PARTUUID=${id(9)}` })), 'absent');
  t.equal(summary(choose(rows(), { source: '/efi1' })), 'refused', 'nothing is mounted there');
});

t.test('in a live system or a chroot', async (t) => {
  const rows = () => [bootedDisk(), device('sdb', {}, part('sdb1', 2))];
  const given = {
    mounts: 'sdb1:/efi1',
    fstab: `PARTUUID=${id(3)} /efi2 vfat`,
    foreign: 'this is a chroot',
  };
  const alone = choose(rows(), given);
  t.strictSame(summary(alone), [booted], 'nothing is a mirror, not even a missing one');
  t.equal(alone.kind === 'set' && alone.warnings.length, 1);
  t.equal(summary(choose(rows(), { ...given, operands: ['/dev/sdb1'] })), 'refused');
  t.strictSame(summary(choose(rows(), { ...given, operands: ['/dev/sda1'] })), [booted], 'itself');
  t.strictSame(summary(choose(rows(), { ...given, force: true })), [
    booted,
    'mirror esp mounted /dev/sdb1',
    `mirror esp missing ${id(3)}`,
  ]);
  const none = choose(rows(), { foreign: 'this is a chroot' });
  t.equal(
    none.kind === 'set' && none.warnings.length,
    0,
    'where there is no candidate there is nothing to say',
  );
});

t.test('the usual place of an only ESP, once a pattern has a member', async (t) => {
  const rows = (more: Row = {}) => [bootedDisk(), device('sdb', {}, part('sdb1', 2, more))];
  const mirror = 'mirror esp mounted /dev/sdb1';
  const cases: [name: string, ReturnType<typeof choose>, expected: string[]][] = [
    [
      'the booted one is at a pattern',
      choose(rows(), { mounts: 'sda1:/efi1 sdb1:/efi' }),
      ['booted esp mounted /dev/sda1', mirror],
    ],
    [
      'nothing is at a pattern',
      choose(rows(), { mounts: 'sda1:/boot sdb1:/efi' }),
      ['booted esp mounted /dev/sda1'],
    ],
    [
      'a mirror is at a pattern',
      choose([...rows(), device('sdc', {}, part('sdc1', 3))], { mounts: 'sdb1:/efi1 sdc1:/boot/efi' }),
      [booted, mirror, 'mirror esp mounted /dev/sdc1'],
    ],
    [
      'a missing one is at a pattern',
      choose(rows(), { fstab: `PARTUUID=${id(3)} /efi1 vfat`, mounts: 'sdb1:/efi' }),
      [booted, mirror, `mirror esp missing ${id(3)}`],
    ],
    [
      'what is at a pattern can be no mirror',
      choose([...rows(), device('sdc', { rm: true }, part('sdc1', 3))], { mounts: 'sdc1:/efi1 sdb1:/efi' }),
      [booted],
    ],
    [
      'in fstab alone',
      choose(rows(), { mounts: 'sda1:/efi1', fstab: `PARTUUID=${id(2)} /boot/efi vfat` }),
      ['booted esp mounted /dev/sda1', 'mirror esp unmounted /dev/sdb1'],
    ],
  ];
  for (const [name, choice, expected] of cases) t.strictSame(summary(choice), expected, name);
  const ext4 = '0fc63daf-8483-4772-8e79-3d69d8477de4';
  const boot = choose(rows({ parttype: ext4, fstype: 'ext4' }), { mounts: 'sda1:/efi1 sdb1:/boot' });
  t.equal(boot.kind === 'set' && boot.warnings.length, 0, 'a /boot of another sort is nobody to speak of');
});

const partuuidOf = (digit: number) => {
  const partuuid = parsePartuuid(id(digit));
  if (!partuuid) throw new Error('no PARTUUID');
  return partuuid;
};

/** What a registry says: members by their digits, an `x` before those that are XBOOTLDR partitions, and those that left. */
const listed = (members: string, left = ''): Listed => ({
  members: members.split(' ').map((word) => ({
    kind: word.startsWith('x') ? 'xbootldr' : 'esp',
    partuuid: partuuidOf(Number(word.replace('x', ''))),
  })),
  left: new Map(
    left
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => [partuuidOf(Number(word)), 'generation 7']),
  ),
});

const warningsOf = (choice: ReturnType<typeof choose>) => (choice.kind === 'set' ? choice.warnings : []);
const reasons = (choice: ReturnType<typeof choose>) =>
  choice.kind === 'set' ? choice.members.map(({ member_by }) => member_by) : [];

t.test('members that the registry names', async (t) => {
  const rows = (more: Row = {}, disk: Row = {}) => [
    bootedDisk(),
    device('sdb', disk, part('sdb1', 2, { ...disk, ...more })),
  ];
  const both = listed('1 2');
  const mirror = 'mirror esp unmounted /dev/sdb1';
  const cases: [name: string, ReturnType<typeof choose>, expected: string[], warnings: number][] = [
    ['nothing else names it', choose(rows(), { listed: both }), [booted, mirror], 0],
    [
      'mounted elsewhere',
      choose(rows(), { listed: both, mounts: 'sdb1:/mnt' }),
      [booted, 'mirror esp mounted /dev/sdb1'],
      0,
    ],
    ['removable', choose(rows({}, { rm: true }), { listed: both }), [booted, mirror], 0],
    [
      'removable, and named without --removable',
      choose(rows({}, { rm: true }), { listed: both, operands: ['/dev/sdb1'] }),
      [booted, mirror],
      0,
    ],
    ['not FAT any more', choose(rows({ fstype: 'ext4' }), { listed: both }), [booted], 1],
    [
      'not FAT any more, and found by a pattern: it is said once',
      choose(rows({ fstype: 'ext4' }), { listed: both, mounts: 'sdb1:/efi1 sdb1:/efi2' }),
      [booted],
      1,
    ],
    ['missing', choose([bootedDisk()], { listed: both }), [booted, `mirror esp missing ${id(2)}`], 0],
    [
      'missing, and in fstab',
      choose([bootedDisk()], { listed: both, fstab: `PARTUUID=${id(2)} /efi1 vfat` }),
      [booted, `mirror esp missing ${id(2)}`],
      0,
    ],
    [
      'two devices have it',
      choose([...rows(), device('sdc', {}, part('sdc1', 2))], { listed: both }),
      [booted],
      1,
    ],
    [
      'others are found as ever',
      choose([...rows(), device('sdc', {}, part('sdc1', 3))], { listed: both, mounts: 'sdc1:/efi2' }),
      [booted, mirror, 'mirror esp mounted /dev/sdc1'],
      0,
    ],
    ['in a chroot', choose(rows(), { listed: both, foreign: 'this is a chroot' }), [booted], 1],
    [
      'none but the source, in a chroot',
      choose(rows(), { listed: listed('1'), foreign: 'this is a chroot' }),
      [booted],
      0,
    ],
    [
      'an XBOOTLDR partition that is missing, without one on the source',
      choose([bootedDisk()], { listed: listed('1 x3') }),
      [booted],
      0,
    ],
  ];
  for (const [name, choice, expected, warnings] of cases) {
    t.strictSame(summary(choice), expected, name);
    t.equal(warningsOf(choice).length, warnings, `${name}: warnings`);
  }
  for (const given of [{}, { mounts: 'sdb1:/efi1' }, { operands: ['/dev/sdb1'] }])
    t.strictSame(reasons(choose(rows(), { listed: both, ...given })), [null, 'registry']);
  const named = { listed: both, operands: [`PARTUUID=${id(2)}`] };
  t.strictSame(reasons(choose([bootedDisk()], named)), [null, 'registry'], 'a missing one');
  const odd = choose(rows({ fstype: 'ext4' }), { listed: both, operands: ['/dev/sdb1'] });
  t.equal(odd.kind, 'refused', 'one that is named must be a mirror, whatever the registry says');
  t.match(warningsOf(choose(rows({ fstype: 'ext4' }), { listed: both })), [
    new RegExp(`^PARTUUID=${id(2)} in the registry is`),
  ]);
});

t.test('XBOOTLDR partitions that the registry names, or that go with a mirror of it', async (t) => {
  const disk = (name: string, digit: number, own: Row = {}) =>
    device(name, {}, part(`${name}1`, digit), part(`${name}2`, digit + 4, { parttype: xbootldr, ...own }));
  const both = ['booted esp unmounted /dev/sda1', 'booted xbootldr unmounted /dev/sda2'];
  const mirrors = ['mirror esp unmounted /dev/sdb1', 'mirror xbootldr unmounted /dev/sdb2'];
  const rows = () => [disk('sda', 1), disk('sdb', 2)];
  for (const members of ['1 2 x5 x6', '1 2']) {
    const choice = choose(rows(), { listed: listed(members) });
    t.strictSame(summary(choice), [...both, ...mirrors], members);
    t.strictSame(reasons(choice).slice(2), ['registry', 'registry']);
  }
  t.strictSame(
    summary(choose([disk('sda', 1)], { listed: listed('1 2 x5 x6') })),
    [...both, `mirror esp missing ${id(2)}`, `mirror xbootldr missing ${id(6)}`],
    'of a missing disk',
  );
  t.strictSame(
    summary(choose([disk('sda', 1, { fstype: 'ext4' })], { listed: listed('1 2 x5 x6') })),
    [...both, `mirror esp missing ${id(2)}`],
    'that of the source is not FAT',
  );
  const left = { listed: listed('1 2', '6') };
  t.strictSame(summary(choose(rows(), left)), [...both, 'mirror esp unmounted /dev/sdb1'], 'it left');
  t.match(warningsOf(choose(rows(), left)), [/sdb2 left the set \(generation 7\)/]);
  const named = choose(rows(), { listed: listed('1', '2 6'), operands: ['/dev/sdb1'] });
  t.strictSame(summary(named), [...both, ...mirrors], 'who names the ESP takes both back');
  t.strictSame([reasons(named).slice(2), warningsOf(named)], [['operand', 'operand'], []]);
});

t.test('partitions that left the set', async (t) => {
  const rows = () => [bootedDisk(), device('sdb', {}, part('sdb1', 2)), device('sdc', {}, part('sdc1', 3))];
  const gone = listed('1', '2 9');
  const line = (digit: number) => `PARTUUID=${id(digit)} /efi1 vfat`;
  const cases: [name: string, ReturnType<typeof choose>, expected: string[], warnings: number][] = [
    ['nobody speaks of it', choose(rows(), { listed: gone }), [booted], 0],
    ['at a pattern', choose(rows(), { listed: gone, mounts: 'sdb1:/efi1' }), [booted], 1],
    ['at two patterns', choose(rows(), { listed: gone, mounts: 'sdb1:/efi1 sdb1:/efi2' }), [booted], 1],
    ['in fstab', choose(rows(), { listed: gone, fstab: line(2) }), [booted], 1],
    ['in fstab, and missing', choose(rows(), { listed: gone, fstab: line(9) }), [booted], 1],
    [
      'it makes no usual place one',
      choose(rows(), { listed: gone, mounts: 'sdb1:/efi1 sdc1:/boot/efi' }),
      [booted],
      1,
    ],
    [
      'named, and at a pattern',
      choose(rows(), { listed: gone, mounts: 'sdb1:/efi1', operands: ['/efi1'] }),
      [booted, 'mirror esp mounted /dev/sdb1'],
      0,
    ],
    [
      'named, and missing',
      choose(rows(), { listed: gone, fstab: line(9), operands: [`PARTUUID=${id(9)}`] }),
      [booted, `mirror esp missing ${id(9)}`],
      0,
    ],
    [
      'it is the source',
      choose(rows(), { listed: listed('2', '1'), mounts: 'sda1:/efi1' }),
      ['booted esp mounted /dev/sda1', 'mirror esp unmounted /dev/sdb1'],
      0,
    ],
  ];
  for (const [name, choice, expected, warnings] of cases) {
    t.strictSame(summary(choice), expected, name);
    t.equal(warningsOf(choice).length, warnings, `${name}: ${warningsOf(choice).join('; ')}`);
  }
  const named = choose(rows(), { listed: gone, mounts: 'sdb1:/efi1', operands: ['/efi1'] });
  t.strictSame(reasons(named), [null, 'operand'], 'who takes it back is known');
});
