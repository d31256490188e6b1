import t from 'tap';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import { namedMirrors } from '../../src/decide/named-mirrors.ts';
import { parseOperand } from '../../src/decide/operand.ts';
import { device, id, machineOf, part, xbootldr } from '../machine-of.ts';

const boot = (name: string, digit: number) => part(name, digit, { parttype: xbootldr });
const booted = espMember(id(1), { role: 'booted', evidence: 'BootCurrent' });
const set = [booted, espMember(id(3), { role: 'booted', kind: 'xbootldr' })];
const machine = machineOf([
  device('sda', {}, part('sda1', 1), boot('sda2', 3)),
  device('sdb', {}, part('sdb1', 2), boot('sdb2', 4)),
  device('sdc', { rm: true }, part('sdc1', 5)),
]);
const leave = { removable: false, force: false };

function named(of: typeof set, ...operands: string[]) {
  const parsed = operands.map((text) => {
    const operand = parseOperand(text);
    if (operand.kind === 'refused') throw new Error(operand.reason);
    return operand;
  });
  return namedMirrors(machine, of, parsed, leave);
}

t.test('a mirror, with the XBOOTLDR partition that goes with it', async (t) => {
  t.match(named(set, '/dev/sdb1'), {
    kind: 'mirrors',
    members: [
      { role: 'mirror', kind: 'esp', path: '/dev/sdb1', partuuid: id(2), member_by: 'operand' },
      { role: 'mirror', kind: 'xbootldr', path: '/dev/sdb2', partuuid: id(4) },
    ],
    warnings: [],
  });
  t.match(named([booted], `PARTUUID=${id(2)}`), { members: { length: 1 } });
});

t.test('what no device has is missing', async (t) => {
  t.match(named(set, `PARTUUID=${id(9)}`), { members: [{ state: 'missing', partuuid: id(9) }] });
});

t.test('what cannot be a mirror', async (t) => {
  t.match(named(set, '/dev/sda2'), { kind: 'refused', reason: /sda2 is what was booted/ });
  t.match(named(set, '/dev/sdz1'), { kind: 'refused', reason: /no such block device/ });
  t.match(named([espMember(id(8), { role: 'booted' })], '/dev/sdb1'), { kind: 'refused', reason: /missing/ });
});
