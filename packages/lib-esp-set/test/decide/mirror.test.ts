import t from 'tap';
import { kindOf, leaveFor, notOfKind, whyNoMirror } from '../../src/decide/mirror.ts';
import { device, machineOf, named, part, type Row, xbootldr } from '../machine-of.ts';

t.test('kinds', async (t) => {
  const machine = machineOf([
    device(
      'sda',
      {},
      part('sda1', 1),
      part('sda2', 2, { parttype: xbootldr }),
      part('sda3', 3, { parttype: '0xef' }),
    ),
  ]);
  t.equal(kindOf(named(machine, 'sda1')), 'esp');
  t.equal(kindOf(named(machine, 'sda2')), 'xbootldr');
  t.equal(kindOf(named(machine, 'sda3')), null);
  t.equal(kindOf(named(machine, 'sda')), null);
});

const strict = { removable: false, force: false };

t.test('what can be a mirror of the booted ESP', async (t) => {
  const cases: [name: string, rows: Row[], isMirror: boolean][] = [
    ['an ESP of another disk', [device('sdb', {}, part('sdb1', 2))], true],
    ['without a PARTUUID', [device('sdb', {}, part('sdb1', 2, { partuuid: null }))], false],
    ['a copy', [device('sdb', {}, part('sdb1', 2)), device('sdc', {}, part('sdc1', 2))], false],
    ['removable', [device('sdb', {}, part('sdb1', 2, { rm: true }))], false],
    ['on a disk that is removable', [device('sdb', { rm: true }, part('sdb1', 2))], false],
    ['on a disk in a USB case', [device('sdb', { tran: 'usb' }, part('sdb1', 2))], true],
    ['another type', [device('sdb', {}, part('sdb1', 2, { parttype: null }))], false],
    ['no FAT', [device('sdb', {}, part('sdb1', 2, { fstype: 'ext4' }))], false],
    ['FAT without long names', [device('sdb', {}, part('sdb1', 2, { fstype: 'msdos' }))], true],
    ['of a kind that was not booted', [device('sdb', {}, part('sdb1', 2, { parttype: xbootldr }))], false],
  ];
  for (const [name, rows, isMirror] of cases) {
    const machine = machineOf([device('sda', {}, part('sda1', 1), part('sda2', 3)), ...rows]);
    const booted = [{ kind: 'esp', device: named(machine, 'sda1') }] as const;
    t.equal(whyNoMirror(machine, booted, named(machine, 'sdb1'), strict) === null, isMirror, name);
    t.type(whyNoMirror(machine, booted, named(machine, 'sda2'), strict), 'string', 'on the booted disk');
  }
});

t.test('a disk that says that it is removable, of which the caller knows better', async (t) => {
  const machine = machineOf([
    device('sda', {}, part('sda1', 1)),
    device('sdb', { rm: true }, part('sdb1', 2, { rm: true })),
  ]);
  const booted = [{ kind: 'esp', device: named(machine, 'sda1') }] as const;
  t.equal(whyNoMirror(machine, booted, named(machine, 'sdb1'), { ...strict, removable: true }), null);
});

t.test('a rescue stick is no source, unless it is forced to be', async (t) => {
  const machine = machineOf([
    device('sda', { rm: true }, part('sda1', 1)),
    device('sdb', {}, part('sdb1', 2)),
  ]);
  const booted = [{ kind: 'esp', device: named(machine, 'sda1') }] as const;
  t.type(whyNoMirror(machine, booted, named(machine, 'sdb1'), strict), 'string');
  t.equal(whyNoMirror(machine, booted, named(machine, 'sdb1'), { ...strict, force: true }), null);
});

t.test('the parts of an array are no copies', async (t) => {
  const array = device('md1', { type: 'raid1', fstype: 'vfat' });
  const half = (name: string, digit: number): Row => ({
    ...part(name, digit, { fstype: 'linux_raid_member' }),
    children: [array],
  });
  const disks = device('md2', { type: 'raid1' }, part('md2p1', 5));
  const machine = machineOf([
    device('sda', {}, part('sda1', 1)),
    device('sdb', {}, half('sdb1', 2)),
    device('sdc', {}, half('sdc1', 3)),
    device('sdd', {}, part('sdd1', 5), disks),
    device('sde', {}, part('sde1', 5), disks),
  ]);
  const booted = [{ kind: 'esp', device: named(machine, 'sda1') }] as const;
  for (const [name, over] of [
    ['sdb1', '/dev/md1'],
    ['md1', '/dev/md1'],
    ['sdd1', '/dev/md2'],
    ['md2p1', '/dev/md2'],
  ] as const) {
    const why = whyNoMirror(machine, booted, named(machine, name), strict) ?? '';
    t.ok(why.includes(over), `${name}: names the array`);
    t.notOk(why.includes('sgdisk'), `${name}: no advice for copies`);
  }
});

t.test('what a device is when it is no member', async (t) => {
  const machine = machineOf([
    device(
      'sda',
      { pttype: 'dos' },
      part('sda1', 1, { parttype: '0xef' }),
      part('sda2', 2, { parttype: '0xc' }),
    ),
    device('sdb', {}, part('sdb1', 3, { parttype: null })),
  ]);
  const names = (name: string) => notOfKind(named(machine, name));
  t.match(names('sda1'), /0xef.*GPT/);
  t.match(names('sda2'), /0xc.*GPT/);
  t.notMatch(names('sdb1'), /MBR/);
  t.match(names('sdb'), '/dev/sdb');
});

t.test('of whom it is believed that a disk is removable and can be a mirror', async (t) => {
  const cases: [by: Parameters<typeof leaveFor>[1], removable: boolean, expected: boolean][] = [
    ['registry', false, true],
    ['operand', false, false],
    ['operand', true, true],
    ['pattern', true, false],
  ];
  for (const [by, removable, expected] of cases)
    t.strictSame(leaveFor({ removable, force: true }, by), { removable: expected, force: true }, `${by}`);
});
