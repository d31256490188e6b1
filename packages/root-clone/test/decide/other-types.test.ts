import t from 'tap';
import {
  argumentsWithTypes,
  rootTypesOf,
  rowsWithTypes,
  type TypeFacts,
} from '../../src/decide/other-types.ts';
import { devicesWith } from '../machine-fixture.ts';

function factsWith(fstype: string, subvolumes: Readonly<Record<string, string>> = {}): TypeFacts {
  return {
    devices: devicesWith({ sdb2: { fstype } }),
    subvolumeAt: (path) => subvolumes[path] ?? null,
    rootTypes: null,
  };
}

t.test('a row for a file system of another type', async (t) => {
  const cases: [fstype: string, row: string, wanted: string][] = [
    ['ext4', 'UUID=id-sdb2 / btrfs compress=zstd:1,subvol=@ 0 0', 'UUID=id-sdb2 / ext4 defaults 0 0'],
    [
      'xfs',
      'UUID=id-sdb2 / ext4 noatime,errors=remount-ro,x-a.b=c 0 1',
      'UUID=id-sdb2 / xfs noatime,x-a.b=c 0 1',
    ],
    [
      'ext4',
      'UUID="id-sdb2"\t/\tbtrfs\tro,subvolid=5\t0 0 # root',
      'UUID="id-sdb2"\t/\text4\tro\t0 0 # root',
    ],
    ['ext4', 'UUID=id-sdb2 / btrfs subvol=@,comment=a 0 0', 'UUID=id-sdb2 / ext4 comment=a 0 0'],
    ['ext4', 'UUID=id-sdb2 / ext3 errors=remount-ro 0 1', 'UUID=id-sdb2 / ext3 errors=remount-ro 0 1'],
    ['ext4', 'UUID=id-sdb2 / ext4,xfs discard 0 1', 'UUID=id-sdb2 / ext4,xfs discard 0 1'],
    ['ext4', 'UUID=id-sdb2 / auto subvol=@,nofail 0 1', 'UUID=id-sdb2 / auto nofail 0 1'],
    ['btrfs', 'UUID=id-sdb2 / auto subvol=@,nofail 0 1', 'UUID=id-sdb2 / auto subvol=@,nofail 0 1'],
    ['ext4', 'UUID=id-sdb2 none swap sw 0 0', 'UUID=id-sdb2 none swap sw 0 0'],
    ['ext4', 'UUID=other / btrfs subvol=@ 0 0', 'UUID=other / btrfs subvol=@ 0 0'],
    ['ext4', '# UUID=id-sdb2 / btrfs subvol=@ 0 0', '# UUID=id-sdb2 / btrfs subvol=@ 0 0'],
  ];
  for (const [fstype, row, wanted] of cases)
    t.equal(
      rowsWithTypes(`${row}\n`, factsWith(fstype), (name) => name !== 'UUID=other'),
      `${wanted}\n`,
      row,
    );
});

t.test('subvolumes are named by their paths', async (t) => {
  const facts = factsWith('btrfs', { '/': '/@', '/home': '/@home' });
  const cases: [row: string, wanted: string][] = [
    ['UUID=id-sdb2 / btrfs rw,subvolid=256,subvol=/@ 0 0', 'UUID=id-sdb2 / btrfs rw,subvol=/@ 0 0'],
    ['UUID=id-sdb2 /home btrfs subvolid=257 0 0', 'UUID=id-sdb2 /home btrfs subvol=/@home 0 0'],
    ['UUID=id-sdb2 /srv btrfs subvolid=258 0 0', 'UUID=id-sdb2 /srv btrfs subvolid=258 0 0'],
    ['UUID=id-sdb2 / btrfs subvol=@ 0 0', 'UUID=id-sdb2 / btrfs subvol=@ 0 0'],
  ];
  for (const [row, wanted] of cases)
    t.equal(
      rowsWithTypes(row, facts, () => true),
      wanted,
      row,
    );
});

t.test('kernel command lines', async (t) => {
  const facts = (rootTypes: TypeFacts['rootTypes']) => ({ ...factsWith('x', { '/': '/@' }), rootTypes });
  const other = { old: 'btrfs', fresh: 'ext4' };
  const cases: [line: string, rootTypes: TypeFacts['rootTypes'], wanted: string][] = [
    ['root=UUID=x rootflags=subvol=@ rootfstype=btrfs rw', other, 'root=UUID=x rootfstype=ext4 rw'],
    ['root=UUID=x rootflags=noatime,subvol=@ rw', other, 'root=UUID=x rootflags=noatime rw'],
    ['rootflags=subvol=@ rootfstype=btrfs,ext4', other, ' rootfstype=btrfs,ext4'],
    ['root=UUID=x rootflags=subvolid=256,subvol=@ rw', null, 'root=UUID=x rootflags=subvol=@ rw'],
    ['rootflags=subvolid=256', null, 'rootflags=subvol=/@'],
    ['rootflags="subvolid=256,ssd" rw', null, 'rootflags="ssd,subvol=/@" rw'],
    ['A="quiet rootflags=subvol=@"', other, 'A="quiet"'],
    ['A=\'x rootflags="subvol=@,ro"\'', other, 'A=\'x rootflags="ro"\''],
    [
      'root=UUID=x rootfstype=ext4 rootflags=data=journal',
      null,
      'root=UUID=x rootfstype=ext4 rootflags=data=journal',
    ],
  ];
  for (const [line, rootTypes, wanted] of cases)
    t.equal(
      argumentsWithTypes(line, facts(rootTypes), () => true),
      wanted,
      line,
    );
});

t.test('lines of another system stay', async (t) => {
  const facts = { ...factsWith('x'), rootTypes: { old: 'btrfs', fresh: 'ext4' } };
  const isOurs = (source: string) => source === 'UUID=ours';
  const own = [
    'root=UUID=ours rootfstype=btrfs',
    'root=/dev/mapper/root rootfstype=btrfs',
    'rootfstype=btrfs',
  ];
  for (const line of own) t.match(argumentsWithTypes(line, facts, isOurs), /rootfstype=ext4$/, line);
  const others = ['UUID=other', 'PARTUUID=other', 'LABEL=other', '/dev/disk/by-uuid/other', '"UUID=other"'];
  for (const root of others.map(
    (each) => `linux /vmlinuz root=${each} rootflags=subvol=@ rootfstype=btrfs`,
  )) {
    const text = `${own[0]}\n${root}\n`;
    t.equal(argumentsWithTypes(text, facts, isOurs).split('\n')[1], root, root);
  }
});

t.test('whether a root is of another type', async (t) => {
  t.strictSame(rootTypesOf('btrfs', 'ext4'), { old: 'btrfs', fresh: 'ext4' });
  for (const [old, fresh] of [
    ['ext4', 'ext4'],
    ['ext3', 'ext4'],
    [null, 'ext4'],
    ['ext4', null],
    ['ext4', 'crypto_LUKS'],
  ] as const)
    t.equal(rootTypesOf(old, fresh), null, `${old} ${fresh}`);
});
