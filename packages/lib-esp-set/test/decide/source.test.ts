import { parsePartuuid } from '@twinroot/lib-blockdev';
import t from 'tap';
import { parseOperand } from '../../src/decide/operand.ts';
import { sourceOf } from '../../src/decide/source.ts';
import { device, id, machineOf, part, type Row } from '../machine-of.ts';

const ext4 = '0fc63daf-8483-4772-8e79-3d69d8477de4';
const rows: Row[] = [
  device(
    'sda',
    {},
    part('sda1', 1),
    part('sda2', 4, { parttype: ext4 }),
    part('sda3', 5, { partuuid: null }),
  ),
  device('sdb', {}, part('sdb1', 2)),
  device('sdc', {}, part('sdc1', 2)),
];
const shown = (found: ReturnType<typeof sourceOf>) =>
  found.kind === 'source' ? `${found.device.path} ${found.evidence}` : found.kind;

t.test('a source that was named', async (t) => {
  const machine = machineOf(rows, { mounts: 'sda1:/efi0' });
  const cases: [given: string, expected: string][] = [
    ['/dev/sda1', '/dev/sda1 null'],
    ['/efi0', '/dev/sda1 null'],
    [`PARTUUID=${id(1)}`, '/dev/sda1 null'],
    [`PARTUUID=${id(9)}`, 'absent'],
    ['/efi9', 'refused'],
    ['/dev/sdz1', 'refused'],
    ['/dev/sda', 'refused'],
    ['/dev/sda2', 'refused'],
    ['/dev/sda3', 'refused'],
    ['/dev/sdb1', 'refused'],
    [`PARTUUID=${id(2)}`, 'refused'],
  ];
  for (const [given, expected] of cases) {
    const operand = parseOperand(given);
    if (operand.kind === 'refused') throw new Error(operand.reason);
    t.equal(shown(sourceOf(machine, { kind: 'named', operand })), expected, given);
  }
});

t.test('what was booted', async (t) => {
  const cases: [digit: number, expected: string][] = [
    [1, '/dev/sda1 BootCurrent'],
    [4, '/dev/sda2 BootCurrent'],
    [2, 'refused'],
    [9, 'absent'],
  ];
  for (const [digit, expected] of cases) {
    const partuuid = parsePartuuid(id(digit));
    if (!partuuid) throw new Error('no PARTUUID');
    t.equal(
      shown(sourceOf(machineOf(rows), { kind: 'booted', partuuid, evidence: 'BootCurrent' })),
      expected,
    );
  }
});
