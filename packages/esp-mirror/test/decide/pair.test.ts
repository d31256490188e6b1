import type { EspMember } from '@twinroot/lib-record';
import t from 'tap';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import { pairingsOf } from '../../src/decide/pair.ts';

const member = (name: string): EspMember => {
  const [role = '', kind = '', partuuid = ''] = name.split(' ');
  return espMember(partuuid, {
    role: role === 'booted' ? 'booted' : 'mirror',
    kind: kind === 'esp' ? 'esp' : 'xbootldr',
  });
};

const cases: readonly (readonly [members: readonly string[], pairings: readonly string[]])[] = [
  [[], []],
  [['booted esp 1'], []],
  [['booted esp 1', 'mirror esp 2'], ['1: 2']],
  [['mirror esp 3', 'booted esp 1', 'mirror esp 2'], ['1: 3 2']],
  [
    ['booted esp 1', 'booted xbootldr 2', 'mirror xbootldr 3', 'mirror esp 4'],
    ['1: 4', '2: 3'],
  ],
  [['booted esp 1', 'booted xbootldr 2', 'mirror xbootldr 3'], ['2: 3']],
  [['booted esp 1', 'mirror xbootldr 3'], []],
];

t.test('who goes with whom', async (t) => {
  for (const [members, expected] of cases) {
    const pairings = pairingsOf(members.map(member)).map(
      ({ source, mirrors }) => `${source.partuuid}: ${mirrors.map(({ partuuid }) => partuuid).join(' ')}`,
    );
    t.strictSame(pairings, expected, members.join(', '));
  }
});
