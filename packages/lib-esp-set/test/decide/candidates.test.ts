import { parsePartuuid } from '@twinroot/lib-blockdev';
import t from 'tap';
import {
  type Candidate,
  operandCandidates,
  patternCandidates,
  registryCandidates,
  usualCandidates,
} from '../../src/decide/candidates.ts';
import { parseOperand } from '../../src/decide/operand.ts';
import { device, id, machineOf, part } from '../machine-of.ts';

const disk = device(
  'sdb',
  {},
  part('sdb1', 2, { uuid: '6B7E-A837', label: 'ESP', partlabel: 'esp1' }),
  part('sdb2', 3, { uuid: '6B7E-A837', label: 'TWO' }),
);
const shown = ({ by, name, is }: Candidate) =>
  `${by} ${name}: ${is.kind === 'device' ? is.device.path : is.kind === 'missing' ? is.partuuid : is.kind}`;

t.test('by patterns', async (t) => {
  const cases: [fstab: string, expected: string[]][] = [
    [`PARTUUID=${id(2)} /efi2 vfat`, ['pattern /efi2 in fstab: /dev/sdb1']],
    [`PARTUUID=${id(9)} /efi2 vfat`, [`pattern /efi2 in fstab: ${id(9)}`]],
    ['PARTUUID=odd /efi2 vfat', ['pattern /efi2 in fstab: refused']],
    ['LABEL=ESP /efi2 auto', ['pattern /efi2 in fstab: /dev/sdb1']],
    ['PARTLABEL=esp1 /efi2 msdos', ['pattern /efi2 in fstab: /dev/sdb1']],
    ['/dev/sdb2 /efi2 vfat', ['pattern /efi2 in fstab: /dev/sdb2']],
    ['UUID=6B7E-A837 /efi2 vfat', ['pattern /efi2 in fstab: refused']],
    ['LABEL=NONE /efi2 vfat', ['pattern /efi2 in fstab: refused']],
    ['LABEL=NONE /efi1 vfat', []],
    ['UUID=6B7E-A837 /efi1 vfat', []],
    [`PARTUUID=${id(9)} /efi1 vfat`, [`pattern /efi1 in fstab: ${id(9)}`]],
    ['/dev/disk/by-label/ESP /efi2 vfat', ['pattern /efi2 in fstab: /dev/sdb1']],
    [`/dev/disk/by-partuuid/${id(9)} /efi2 vfat`, [`pattern /efi2 in fstab: ${id(9)}`]],
    ['/dev/disk/by-id/two /efi2 vfat', ['pattern /efi2 in fstab: /dev/sdb2']],
    ['ID=odd /efi2 vfat', ['pattern /efi2 in fstab: refused']],
    ['server:/esp /efi2 auto', []],
    ['LABEL=ESP /efi2 ext4', []],
    ['LABEL=ESP /srv vfat', []],
  ];
  for (const [fstab, expected] of cases) {
    const read = machineOf([disk], { mounts: 'sdb1:/efi1 sdb2:/srv', fstab });
    const machine = { ...read, sources: new Map([['/dev/disk/by-id/two', '/dev/sdb2']]) };
    const found = patternCandidates(machine, (path) => path.startsWith('/efi'));
    t.strictSame(found.map(shown), ['pattern /efi1: /dev/sdb1', ...expected], fstab);
  }
});

t.test('by the registry', async (t) => {
  const members = [
    { kind: 'esp', partuuid: id(2) },
    { kind: 'xbootldr', partuuid: id(8) },
    { kind: 'esp', partuuid: id(9) },
  ] as const;
  const listed = members.map(({ kind, partuuid: text }) => {
    const partuuid = parsePartuuid(text);
    if (partuuid === null) throw new Error(text);
    return { kind, partuuid };
  });
  const found = (isMirrored: (kind: string) => boolean) =>
    registryCandidates(machineOf([disk]), listed, isMirrored).map(shown);
  const name = (digit: number) => `registry PARTUUID=${id(digit)} in the registry`;
  const esps = [`${name(2)}: /dev/sdb1`, `${name(9)}: ${id(9)}`];
  t.strictSame(
    found((kind) => kind === 'esp'),
    esps,
  );
  t.strictSame(
    found(() => true),
    [esps[0], `${name(8)}: ${id(8)}`, esps[1]],
  );
  const [, missing] = registryCandidates(machineOf([disk]), listed, () => true);
  t.match(missing?.is, { kind: 'missing', was: 'xbootldr' });
});

t.test('by operands', async (t) => {
  const machine = machineOf([disk], { mounts: 'sdb1:/efi1' });
  const cases: [given: string, expected: string][] = [
    ['/efi1', '/dev/sdb1'],
    ['/efi1/', '/dev/sdb1'],
    ['/efi2', 'refused'],
    ['/dev/sdb2', '/dev/sdb2'],
    ['/dev/sdc1', 'refused'],
    [`PARTUUID=${id(3)}`, '/dev/sdb2'],
    [`PARTUUID=${id(9)}`, id(9)],
  ];
  for (const [given, expected] of cases) {
    const operand = parseOperand(given);
    if (operand.kind === 'refused') throw new Error(operand.reason);
    t.strictSame(operandCandidates(machine, [operand]).map(shown), [`operand ${given}: ${expected}`]);
  }
});

t.test('at the usual places', async (t) => {
  const ext4 = '0fc63daf-8483-4772-8e79-3d69d8477de4';
  const fstab = 'LABEL=ESP /boot/efi vfat';
  const rows = [device('sdb', {}, part('sdb1', 2, { label: 'ESP' }), part('sdb2', 3, { parttype: ext4 }))];
  const found = (mounts: string, isWanted = (_: string) => false) =>
    usualCandidates(machineOf(rows, { mounts, fstab }), isWanted).map(shown);
  const listed = 'pattern /boot/efi in fstab: /dev/sdb1';
  t.strictSame(found('sdb1:/efi sdb1:/srv sdb2:/boot'), ['pattern /efi: /dev/sdb1', listed]);
  t.strictSame(
    found('sdb1:/efi', (path) => path === '/efi'),
    [listed],
    'what a pattern has is there already',
  );
});
