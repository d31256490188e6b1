import t from 'tap';
import type { IdRows } from '../../src/decide/id-rows.ts';
import type { Layout } from '../../src/decide/layout.ts';
import { mapDisks } from '../../src/decide/map-disks.ts';
import { at, data, device, esp, fs, layoutOf, luks, mapped, onOne, part, type Row } from '../lsblk.ts';

function map(rows: readonly Row[], old = '/dev/sda', fresh = '/dev/sdb', more: Partial<Layout> = {}): IdRows {
  const layout = layoutOf(rows, more);
  return mapDisks(onOne(layout), at(layout, old), at(layout, fresh));
}

const lines = ({ rows }: IdRows) => rows.map((row) => `${row.old} ${row.new}`);
const id = (digit: number) => `${digit}e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6`;
const nodes = ['/dev/sda1 /dev/sdb1', '/dev/sda /dev/sdb'];
/** Two disks with one partition each. */
const two = (one: Row, other: Row, inOne: Row[] = [], inOther: Row[] = []) => [
  device('sda', {}, part('sda1', one, ...inOne)),
  device('sdb', {}, part('sdb1', other, ...inOther)),
];

t.test('the ids of a pair', async (t) => {
  const cases: [title: string, one: Row, other: Row, expected: string[], faults: number][] = [
    ['nodes', {}, {}, nodes, 0],
    [
      'all ids',
      { ...fs('a-1', 'A a'), partuuid: id(1), partlabel: 'x' },
      { ...fs('b-1', 'B'), partuuid: id(2), partlabel: 'y' },
      [
        'UUID=a-1 UUID=b-1',
        `PARTUUID=${id(1)} PARTUUID=${id(2)}`,
        'PARTLABEL=x PARTLABEL=y',
        'LABEL=A a LABEL=B',
        ...nodes,
      ],
      0,
    ],
    ['equal labels are the same id', fs('a', 'L'), fs('b', 'L'), ['UUID=a UUID=b', ...nodes], 0],
    ['a label that only one has', fs('a', 'L'), fs('b'), ['UUID=a UUID=b', ...nodes], 0],
    ['another file system', fs('a'), fs('b', null, 'btrfs'), ['UUID=a UUID=b', ...nodes], 1],
    ['swap', fs('a', null, 'swap'), fs('b', null, 'swap'), ['UUID=a UUID=b', ...nodes], 0],
    [
      'NEW holds nothing yet',
      { ...fs('a'), partuuid: id(1) },
      { partuuid: id(2) },
      [`PARTUUID=${id(1)} PARTUUID=${id(2)}`, ...nodes],
      1,
    ],
    ['OLD holds nothing', {}, fs('b'), nodes, 0],
    [
      'other things: no id of them',
      { ...fs('a'), partuuid: id(1) },
      { ...luks('b'), partuuid: id(2) },
      [],
      1,
    ],
    ['a LUKS volume is no file system', luks('a'), fs('b'), [], 1],
    ['a file system is no swap', fs('a'), fs('b', null, 'swap'), [], 1],
    ['UUIDs have no case', fs('AB-CD'), fs('ab-cd'), nodes, 1],
  ];
  for (const [title, one, other, expected, faults] of cases) {
    const found = map(two(one, other));
    t.strictSame(lines(found), expected, title);
    t.equal(found.faults.length, faults, `${title}: ${found.faults.join('\n')}`);
  }
});

t.test('labels that a map cannot carry', async (t) => {
  const wrong = ['"quoted"', '"half', "'", 'lossy \ufffd'];
  for (const label of wrong) {
    for (const [one, other] of [
      [label, 'x'],
      ['x', label],
    ]) {
      const found = map(two(fs('a', one), fs('b', other)));
      t.strictSame(lines(found), ['UUID=a UUID=b', ...nodes], label);
      t.ok(
        found.faults.some((text) => text.includes(label)),
        label,
      );
    }
  }
});

t.test('an id that several of a disk have names none of them', async (t) => {
  const rows = (extra: Row, other: Row) => [
    device('sda', {}, part('sda1', { ...fs('a', 'L'), parttype: esp }), part('sda2', extra)),
    device('sdb', {}, part('sdb1', { ...fs('b', 'M'), parttype: esp }), part('sdb2', other)),
  ];
  const expected = ['UUID=a UUID=b', 'LABEL=L LABEL=M'];
  const ids = (found: IdRows) => lines(found).filter((line) => !line.startsWith('/'));
  t.strictSame(ids(map(rows({}, {}))), expected);
  for (const found of [map(rows({ label: 'L' }, {})), map(rows({}, { label: 'M' }))]) {
    t.strictSame(ids(found), ['UUID=a UUID=b']);
    t.equal(found.faults.length, 1);
  }
  t.match(map(rows({ label: 'L' }, {})).faults[0], /L.*sda1.*sda2/);
  t.match(map(rows({}, { label: 'M' })).faults[0], /M.*sdb1.*sdb2/);
  const single = map(rows({ label: 'L' }, {}), '/dev/sda1', '/dev/sdb1');
  t.strictSame(ids(single), ['UUID=a UUID=b'], 'of a pair of partitions, too');
});

t.test('LUKS volumes', async (t) => {
  const open = (name: string, uuid: string, label?: string) => [mapped(name, 'crypt', fs(uuid, label))];
  const both = ['UUID=la UUID=lb', '/dev/sda1 /dev/sdb1', 'UUID=a UUID=b', 'LABEL=A LABEL=B'];
  const mapper = '/dev/mapper/root0 /dev/mapper/root1';
  const cases: [title: string, inOne: Row[], inOther: Row[], expected: string[], faults: number][] = [
    ['both open', open('root0', 'a', 'A'), open('root1', 'b', 'B'), [...both, mapper], 0],
    ['a name that follows the UUID', open('luks-la', 'a', 'A'), open('luks-lb', 'b', 'B'), both, 0],
    ['and whatever NEW is called', open('luks-la', 'a', 'A'), open('x', 'b', 'B'), both, 0],
    ['only OLD open', open('root0', 'a'), [], both.slice(0, 2), 1],
    ['only NEW open', [], open('root1', 'b'), both.slice(0, 2), 1],
    ['none open', [], [], both.slice(0, 2), 1],
  ];
  for (const [title, inOne, inOther, expected, faults] of cases) {
    const found = map(two(luks('la'), luks('lb'), inOne, inOther));
    t.strictSame(lines(found), [...expected, '/dev/sda /dev/sdb'], title);
    t.equal(found.faults.length, faults, `${title}: ${found.faults.join('\n')}`);
  }
  t.match(map(two(luks('la'), luks('lb'), open('root0', 'a'))).faults[0], '/dev/sdb1');
});

t.test('logical volumes', async (t) => {
  const pv = (uuid: string) => ({ fstype: 'LVM2_member', uuid });
  const lv = (name: string, uuid: string) => mapped(name, 'lvm', fs(uuid));
  const found = map(
    two(
      pv('pa'),
      pv('pb'),
      [lv('my--vg-root', 'a'), lv('my--vg-var--log', 'c'), lv('my--vg-old', 'e')],
      [lv('vg1-var--log', 'd'), lv('vg1-root', 'b'), lv('vg1-new', 'f')],
    ),
  );
  t.strictSame(lines(found), [
    'UUID=pa UUID=pb',
    '/dev/sda1 /dev/sdb1',
    'UUID=a UUID=b',
    '/dev/mapper/my--vg-root /dev/mapper/vg1-root',
    '/dev/my-vg/root /dev/vg1/root',
    'UUID=c UUID=d',
    '/dev/mapper/my--vg-var--log /dev/mapper/vg1-var--log',
    '/dev/my-vg/var-log /dev/vg1/var-log',
    '/dev/sda /dev/sdb',
  ]);
  t.equal(found.faults.length, 2);
  for (const name of ['my--vg-old', 'vg1-new']) t.match(found.faults.join(), name);
});

t.test('what lies on both disks is no copy', async (t) => {
  const member = (uuid = 'm') => ({ fstype: 'linux_raid_member', uuid });
  const array = device('md0', { type: 'raid1', ...fs('x') }, mapped('vg-in', 'lvm'));
  const raid = map(two(member(), member(), [array], [array]));
  t.strictSame(lines(raid), nodes);
  t.match(raid.faults.join(), '/dev/md0');
  t.notMatch(raid.faults.join(), /tune2fs|sgdisk/, 'no new id is due');
  t.notMatch(raid.faults.join(), 'vg-in', 'nor need what lies on it be named');
  const parts = map(two(member(), member(), [array], [array]), '/dev/sda1', '/dev/sdb1');
  t.strictSame(lines(parts), nodes.slice(0, 1));
  t.match(parts.faults.join(), '/dev/md0', 'of two partitions, too');

  const disks = ['sda', 'sdb'].map((name, index) =>
    device(name, member(), part(`${name}1`, { partuuid: id(1) }), {
      ...device('md0', { type: 'raid1' }, part('md0p1', { partuuid: id(1) })),
      key: index,
    }),
  );
  const whole = map(disks);
  t.strictSame(whole.rows, [], 'an array of whole disks');
  t.equal(whole.faults.length, 1);
  t.match(whole.faults[0], '/dev/md0');

  const volume = mapped('vg-all', 'lvm', fs('x'));
  const pv = (uuid: string) => ({ fstype: 'LVM2_member', uuid });
  const lvm = map(two(pv('a'), pv('b'), [volume], [volume]));
  t.strictSame(lines(lvm), ['UUID=a UUID=b', ...nodes]);
  t.match(lvm.faults, [/vg-all/]);

  const btrfs = (uuid: string, partuuid?: string) => ({ ...fs(uuid, null, 'btrfs'), partuuid });
  const pool = two(btrfs('x', id(1)), btrfs('x', id(2)));
  const known = map(pool, '/dev/sda', '/dev/sdb', { btrfs: [['/dev/sda1', '/dev/sdb1']] });
  t.match(known.faults, [/btrfs.*both/]);
  t.notMatch(known.faults.join(), 'btrfstune');
  t.match(map(pool).faults.join(), 'btrfstune', 'where nobody knows, both are said');
  const copy = map(two(btrfs('x', id(1)), btrfs('x', id(1))));
  t.match(copy.faults.join(), 'btrfstune');
  t.notMatch(copy.faults.join(), /lies on both/, 'a copied disk has equal PARTUUIDs, too');

  const arrays = map(
    two(
      member('a'),
      member('b'),
      [device('md0', { type: 'raid1', ...fs('x') })],
      [device('md1', { type: 'raid1', ...fs('y') })],
    ),
  );
  t.strictSame(lines(arrays).slice(2, 4), ['UUID=x UUID=y', '/dev/md0 /dev/md1'], 'an array on each');
  t.equal(map(two(member('a'), member('b'))).faults.length, 1, 'arrays that do not run');
});

t.test('equal ids', async (t) => {
  const cases: [what: Row, says: string][] = [
    [fs('a'), 'tune2fs -U random /dev/sdb1'],
    [fs('a', null, 'vfat'), 'mlabel -s -n -i /dev/sdb1 ::'],
    [fs('a', null, 'xfs'), 'xfs_admin -U generate /dev/sdb1'],
    [fs('a', null, 'swap'), 'swaplabel -U "$(uuidgen)" /dev/sdb1'],
    [fs('a', null, 'f2fs'), 'f2fs'],
    [luks('a'), 'cryptsetup luksUUID --uuid "$(uuidgen)" /dev/sdb1'],
    [{ partuuid: id(1) }, 'sgdisk -u 1:R /dev/sdb'],
    [{ partuuid: '01234567-01', pttype: 'dos', parttype: '0x83' }, 'sfdisk --disk-id /dev/sdb'],
  ];
  for (const [what, says] of cases) {
    const { faults } = map(two(what, what));
    t.ok(
      faults.some((text) => text.includes(says) && text.includes('/dev/sda1')),
      faults.join('\n'),
    );
  }
  const other = [
    device('sda', {}, part('sda1', fs('a')), part('sda2', { ...fs('c'), parttype: esp })),
    device('sdb', {}, part('sdb1', fs('b')), part('sdb2', { ...fs('a'), parttype: 'x' })),
  ];
  t.match(map(other).faults.join('\n'), /sda1 and \/dev\/sdb2/, 'of those that are no partners, too');
});

t.test('volumes', async (t) => {
  const rows = [
    device(
      'sda',
      {},
      part('sda1', { ...fs('e'), parttype: esp }),
      part('sda2', { ...luks('la'), partuuid: id(1) }, mapped('root0', 'crypt', fs('a'))),
    ),
    device(
      'sdb',
      {},
      part('sdb1', { ...fs('f'), parttype: esp }),
      part('sdb2', { ...luks('lb'), partuuid: id(2) }, mapped('root1', 'crypt', fs('b'))),
      part('sdb3', { ...fs('g'), partuuid: id(3) }),
    ),
  ];
  const below = ['UUID=la UUID=lb', `PARTUUID=${id(1)} PARTUUID=${id(2)}`, '/dev/sda2 /dev/sdb2'];
  const inside = ['UUID=a UUID=b', '/dev/mapper/root0 /dev/mapper/root1'];
  const cases: [old: string, fresh: string, expected: string[], faults: number][] = [
    ['/dev/sda1', '/dev/sdb1', ['UUID=e UUID=f', '/dev/sda1 /dev/sdb1'], 0],
    ['/dev/sda2', '/dev/sdb2', [...below, ...inside], 0],
    ['/dev/mapper/root0', '/dev/mapper/root1', [...inside, ...below], 0],
    // The file systems are paired, and LUKS is named.
    ['/dev/mapper/root0', '/dev/sdb3', ['UUID=a UUID=g', '/dev/mapper/root0 /dev/sdb3'], 1],
    ['/dev/sdb3', '/dev/mapper/root0', ['UUID=g UUID=a', '/dev/sdb3 /dev/mapper/root0'], 1],
    ['/dev/sda1', '/dev/sdb2', [], 1],
    ['/dev/sdb1', '/dev/sdb3', ['UUID=f UUID=g', '/dev/sdb1 /dev/sdb3'], 0],
  ];
  for (const [old, fresh, expected, faults] of cases) {
    const found = map(rows, old, fresh);
    t.strictSame(lines(found), expected, `${old} ${fresh}`);
    t.equal(found.faults.length, faults, `${old} ${fresh}: ${found.faults.join('\n')}`);
  }
  const array = device('md0', { type: 'raid1', ...fs('x') });
  const member = { fstype: 'linux_raid_member', uuid: 'm' };
  const spread = [...two(member, member, [array], [array]), device('sdc', {}, part('sdc1', fs('y')))];
  const found = map(spread, '/dev/md0', '/dev/sdc1');
  t.strictSame(lines(found), ['UUID=x UUID=y', '/dev/md0 /dev/sdc1']);
  t.match(found.faults, [/sda1.*sdb1.*sdc1/], 'the two partitions of the array have no one partner');
});

t.test('of volumes, only their own ids are compared', async (t) => {
  const rows = [
    device('sda', {}, part('sda1', { ...fs('a'), parttype: esp }), part('sda2', fs('x'))),
    device('sdb', {}, part('sdb1', { ...fs('b'), parttype: esp }), part('sdb2', fs('x'))),
  ];
  t.equal(map(rows).faults.length, 1);
  t.strictSame(map(rows, '/dev/sda1', '/dev/sdb1').faults, []);
  t.equal(map(rows, '/dev/sda2', '/dev/sdb2').faults.length, 1);
});

t.test('a file system on a whole disk', async (t) => {
  const rows = [device('sda', fs('a')), device('sdb', fs('b')), device('sdc')];
  t.strictSame(lines(map(rows)), ['UUID=a UUID=b', '/dev/sda /dev/sdb']);
});

t.test('disks without a pair', async (t) => {
  const empty = [device('sda', {}, part('sda1', fs('a'))), device('sdb'), device('sdc')];
  t.strictSame(map(empty).rows, []);
  t.match(map(empty).faults, [/sda1/]);
  t.strictSame(map(empty, '/dev/sdb', '/dev/sdc'), { rows: [], faults: [], notes: [] });
});

t.test('links', async (t) => {
  const links = ['sda', 'sda1', 'sdb', 'sdb1'].flatMap((name, index) => [
    { path: `/dev/disk/by-id/wwn-${index}`, device: `/dev/${name}` },
    { path: `/dev/disk/by-path/pci-${index}`, device: `/dev/${name}` },
  ]);
  t.strictSame(lines(map(two({}, {}), '/dev/sda', '/dev/sdb', { links })), [
    '/dev/sda1 /dev/sdb1',
    '/dev/disk/by-id/wwn-1 /dev/disk/by-id/wwn-3',
    '/dev/disk/by-path/pci-1 /dev/disk/by-path/pci-3',
    '/dev/sda /dev/sdb',
    '/dev/disk/by-id/wwn-0 /dev/disk/by-id/wwn-2',
    '/dev/disk/by-path/pci-0 /dev/disk/by-path/pci-2',
  ]);
});

t.test('OLD on another machine', async (t) => {
  const rows = (uuid: string) => [device('sda', {}, part('sda1', { ...fs(uuid), partuuid: id(1) }))];
  const [there, here] = [layoutOf(rows('a')), layoutOf(rows('b'))];
  const found = mapDisks({ old: there, new: here }, at(there, '/dev/sda'), at(here, '/dev/sda'));
  t.strictSame(lines(found), ['UUID=a UUID=b'], 'a node with the same name is no id');
  t.equal(found.faults.length, 1, 'an equal PARTUUID is named');
});

t.test('what a record says', async (t) => {
  const { rows } = map(two({ ...fs('a'), parttype: data }, { ...fs('b'), parttype: data }));
  t.match(rows, [
    { old: 'UUID=a', new: 'UUID=b', old_device: '/dev/sda1', new_device: '/dev/sdb1', parttype: data },
    {},
    { old: '/dev/sda', old_device: '/dev/sda', new_device: '/dev/sdb', parttype: null },
  ]);
});
