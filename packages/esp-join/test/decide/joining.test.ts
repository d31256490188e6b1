import { parsePartuuid } from '@twinroot/lib-blockdev';
import type { EspMember } from '@twinroot/lib-record';
import type { Registry, RegistryText } from '@twinroot/lib-registry';
import t from 'tap';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import { fitnessOf, whyNotReplaced } from '../../src/decide/joining.ts';

function id(digit: number) {
  const partuuid = parsePartuuid(`${digit}e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6`);
  if (partuuid === null) throw new Error();
  return partuuid;
}

function registryOf(set: string, ...members: number[]): Extract<RegistryText, { kind: 'registry' }> {
  const registry: Registry = {
    set: set.padEnd(32, '0'),
    members: members.map((digit) => ({ kind: 'esp', partuuid: id(digit) })),
    gone: [],
    generation: { number: 4, id: '4'.repeat(32) },
    parents: [],
    source: id(1),
    partOf: null,
    becoming: null,
    alone: [],
    others: [],
    files: [],
  };
  return { kind: 'registry', registry, text: '' };
}

const content = (digit: number, registry: RegistryText | null, more = {}) => ({
  member: espMember(id(digit), { path: `/dev/sd${digit}` }),
  registry,
  used: 40_000_000,
  capacity: 100_000_000,
  ...more,
});
const source = content(1, registryOf('a', 1, 2));
const set = 'a'.padEnd(32, '0');

t.test('what is on a partition', async (t) => {
  const of = (registry: RegistryText | null, more = {}, takesOver = false, own: string | null = set) =>
    fitnessOf(source, own, content(3, registry, more), takesOver);
  const fit = { kind: 'fit' };
  t.same(of(null), fit, 'nothing');
  t.same(of({ kind: 'damaged', why: 'torn' }), fit, 'a registry that does not count');
  t.same(of(registryOf('a', 1, 3)), fit, 'our own: it was a member');
  t.same(of(null, { capacity: 42_000_000 }), fit);
  t.match(of(null, { capacity: 41_000_000 }), { kind: 'refused', reason: /\/dev\/sd3 holds 41000000 bytes/ });
  t.match(of({ kind: 'other version', major: 2 }), { kind: 'refused', reason: /format 2/ });
  t.match(of({ kind: 'other version', major: 2 }, {}, true), { kind: 'refused' }, 'not even taken over');
  t.match(of(registryOf('b', 3, 7)), { kind: 'refused', reason: /another set \(b0000000, .*--take-over/ });
  t.same(of(registryOf('b', 3, 7), {}, true), { kind: 'another set' });
  t.same(of(registryOf('b', 1, 3), {}, false, null), fit, 'it names the source, which has no registry');
  t.match(of(registryOf('b', 3, 7), {}, false, null), { kind: 'refused' });
});

t.test('who can be replaced', async (t) => {
  const members = [espMember(id(1), { role: 'booted' }), espMember(id(2), { state: 'missing' })];
  const registry = {
    members: [{ kind: 'esp', partuuid: id(4) }],
    gone: [{ kind: 'esp', partuuid: id(5), generation: '0'.repeat(32) }],
  } as const;
  const why = (digit: number, known: typeof registry | null = registry, of: EspMember[] = members) =>
    whyNotReplaced(of, known, [{ given: 'OLD', partuuid: id(digit) }]);
  t.same(
    [2, 4, 5].map((digit) => why(digit)),
    [null, null, null],
  );
  t.match(why(1), /is what was booted/);
  t.match(why(9), /OLD is not a member/);
  t.match(why(4, null), /OLD is not a member/);
});
