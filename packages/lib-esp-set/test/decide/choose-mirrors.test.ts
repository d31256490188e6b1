import { parsePartuuid } from '@twinroot/lib-blockdev';
import { refused } from '@twinroot/lib-failure';
import type { Machine } from '@twinroot/lib-machine';
import t from 'tap';
import type { Candidate } from '../../src/decide/candidates.ts';
import { chooseMirrors, isOwn } from '../../src/decide/choose-mirrors.ts';
import { sourcePartitions } from '../../src/decide/source-partitions.ts';
import { device, id, machineOf, named, part, type Row, xbootldr } from '../machine-of.ts';

const boot = (name: string, digit: number) => part(name, digit, { parttype: xbootldr });
const missing = parsePartuuid(id(9));

const judging = { removable: false, force: false, foreign: null, left: new Map() };

/** The source is sda1. */
const partitionsOf = (machine: Machine) =>
  sourcePartitions(machine, { kind: 'source', device: named(machine, 'sda1'), evidence: 'BootCurrent' });

/** Chooses among the devices of these names; `!` stands for what names nothing, `?` for a PARTUUID that is missing. */
function choose(rows: Row[], by: Candidate['by'], ...names: string[]) {
  const machine = machineOf(rows);
  const candidates = names.map((name): Candidate => {
    if (name === '!') return { by, name, is: refused('odd') };
    if (name === '?' && missing) return { by, name, is: { kind: 'missing', partuuid: missing, was: 'esp' } };
    return { by, name, is: { kind: 'device', device: named(machine, name) } };
  });
  return chooseMirrors(machine, partitionsOf(machine), candidates, judging);
}

t.test('mirrors', async (t) => {
  const plain = [device('sda', {}, part('sda1', 1)), device('sdb', {}, part('sdb1', 2))];
  const both = [
    device('sda', {}, part('sda1', 1), boot('sda2', 3)),
    device('sdb', {}, part('sdb1', 2), boot('sdb2', 4)),
  ];
  const three = [both[0] ?? {}, device('sdb', {}, part('sdb1', 2), boot('sdb2', 4), boot('sdb3', 5))];
  const cases: [name: string, rows: Row[], candidates: string[], present: string[], warnings: number][] = [
    ['none', plain, [], [], 0],
    ['one', plain, ['sdb1'], ['/dev/sdb1'], 0],
    ['the booted one', plain, ['sda1'], [], 0],
    ['one that is listed twice', plain, ['sdb1', 'sdb1'], ['/dev/sdb1'], 0],
    ['a disk', plain, ['sdb'], [], 1],
    ['nothing', plain, ['!', 'sdb1'], ['/dev/sdb1'], 1],
    ['its XBOOTLDR partition goes with it', both, ['sdb1'], ['/dev/sdb1', '/dev/sdb2'], 0],
    ['the XBOOTLDR partition alone', both, ['sdb2'], ['/dev/sdb2'], 0],
    ['several XBOOTLDR partitions', three, ['sdb1'], ['/dev/sdb1'], 1],
    ['of several XBOOTLDR partitions, the named one', three, ['sdb1', 'sdb3'], ['/dev/sdb1', '/dev/sdb3'], 0],
  ];
  for (const [name, rows, candidates, present, warnings] of cases) {
    const chosen = choose(rows, 'pattern', ...candidates);
    if (chosen.kind === 'refused') throw new Error(chosen.reason);
    t.strictSame([...chosen.present.keys()], present, name);
    t.equal(chosen.warnings.length, warnings, `${name}: warnings`);
  }
  const absent = choose(plain, 'operand', '?', '?');
  t.strictSame(absent.kind === 'mirrors' && [...absent.missing], [[id(9), { by: 'operand', was: 'esp' }]]);
  t.equal(choose(plain, 'operand', 'sdb1', '!').kind, 'refused', 'an operand that names nothing');
  t.equal(choose(plain, 'operand', 'sdb').kind, 'refused', 'an operand that cannot be a mirror');
});

t.test('--removable is for what is named, and for what goes with it', async (t) => {
  const machine = machineOf([
    device('sda', {}, part('sda1', 1), boot('sda2', 3)),
    device('sdb', { rm: true }, part('sdb1', 2), boot('sdb2', 4)),
  ]);
  const candidate = (by: Candidate['by']): Candidate => ({
    by,
    name: 'sdb1',
    is: { kind: 'device', device: named(machine, 'sdb1') },
  });
  const choose = (by: Candidate['by'], removable: boolean) =>
    chooseMirrors(machine, partitionsOf(machine), [candidate(by)], { ...judging, removable });
  const chosen = choose('operand', true);
  t.strictSame(chosen.kind === 'mirrors' && [...chosen.present.keys()], ['/dev/sdb1', '/dev/sdb2']);
  t.equal(choose('operand', false).kind, 'refused');
  const matched = choose('pattern', true);
  t.strictSame(matched.kind === 'mirrors' && [...matched.present.keys()], []);
});

t.test('the source itself, or the array over it', async (t) => {
  const array = device('md1', { type: 'raid1', fstype: 'vfat' });
  const machine = machineOf([
    device('sda', {}, { ...part('sda1', 1, { fstype: 'linux_raid_member' }), children: [array] }),
    device('sdb', {}, part('sdb1', 2)),
  ]);
  const cases: [name: string, is: Candidate['is'], own: boolean][] = [
    ['itself', { kind: 'device', device: named(machine, 'sda1') }, true],
    ['its array', { kind: 'device', device: named(machine, 'md1') }, true],
    ['another', { kind: 'device', device: named(machine, 'sdb1') }, false],
    ['nothing', refused('odd'), false],
  ];
  for (const [name, is, own] of cases)
    t.equal(isOwn(machine, partitionsOf(machine), { by: 'pattern', name, is }), own, name);
});
