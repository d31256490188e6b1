import { parsePartuuid } from '@twinroot/lib-blockdev';
import type { EspMember } from '@twinroot/lib-record';
import t from 'tap';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import { leavingMembers } from '../../src/decide/leaving.ts';

function id(digit: number) {
  const partuuid = parsePartuuid(`${digit}e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6`);
  if (partuuid === null) throw new Error();
  return partuuid;
}
const member = (digit: number, more: Partial<EspMember>) => ({
  ...espMember(id(digit), more),
  partuuid: id(digit),
});
const set = [
  member(1, { role: 'booted', disk: '/dev/sda' }),
  member(2, { disk: '/dev/sdb' }),
  member(3, { disk: '/dev/sdb', kind: 'xbootldr' }),
  member(4, { state: 'missing' }),
  member(5, { state: 'missing' }),
];
const named = (...digits: number[]) => digits.map((digit) => ({ given: `m${digit}`, partuuid: id(digit) }));

t.test('one leaves, with what is on its disk', async (t) => {
  t.same(leavingMembers(set, null, named(2)), {
    kind: 'leaving',
    members: [
      { kind: 'esp', partuuid: id(2) },
      { kind: 'xbootldr', partuuid: id(3) },
    ],
    missing: [],
  });
});

t.test('of one whose disk is gone nobody knows what else was on it', async (t) => {
  t.same(leavingMembers(set, null, named(4)), {
    kind: 'leaving',
    members: [{ kind: 'esp', partuuid: id(4) }],
    missing: [id(5)],
  });
  t.match(leavingMembers(set, null, named(4, 5)), { missing: [] });
});

t.test('one that only the registry knows, and one that left before', async (t) => {
  const registry = {
    members: [{ kind: 'xbootldr', partuuid: id(6) }],
    gone: [{ kind: 'esp', partuuid: id(7), generation: '0'.repeat(32) }],
  } as const;
  t.match(leavingMembers(set, registry, named(6, 7)), {
    members: [
      { kind: 'xbootldr', partuuid: id(6) },
      { kind: 'esp', partuuid: id(7) },
    ],
  });
});

t.test('who cannot leave', async (t) => {
  t.match(leavingMembers(set, null, named(1)), { kind: 'refused', reason: /m1 is what was booted/ });
  t.match(leavingMembers(set, null, named(2, 9)), { kind: 'refused', reason: /m9 is not a member/ });
});
