import type { EspMember } from '@twinroot/lib-record';
import t from 'tap';
import { whyMember } from '../../src/decide/why-member.ts';

t.test('what made a member one', async (t) => {
  const member = {
    role: 'mirror',
    kind: 'esp',
    state: 'mounted',
    path: '/dev/sdb1',
    partuuid: 'p',
    evidence: null,
    member_by: 'pattern',
  } as EspMember;
  const texts = [
    whyMember(member),
    whyMember({ ...member, member_by: 'operand' }),
    whyMember({ ...member, role: 'booted', member_by: null, evidence: 'BootCurrent' }),
    whyMember({ ...member, role: 'booted', kind: 'xbootldr', member_by: null }),
    whyMember({ ...member, state: 'missing', path: null }),
  ];
  t.equal(new Set(texts).size, texts.length);
  t.ok(texts[2]?.includes('BootCurrent'));
  t.ok(texts[4]?.startsWith('p '));
});
