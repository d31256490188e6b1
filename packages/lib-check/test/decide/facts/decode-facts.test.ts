import type { Fact } from '@twinroot/lib-record';
import t from 'tap';
import { decodeFacts } from '../../../src/decide/facts/decode-facts.ts';
import { encodeFacts } from '../../../src/decide/facts/encode-facts.ts';
import { FactsError } from '../../../src/decide/facts/facts-error.ts';
import { endOf } from '../../../src/decide/facts/wholeness.ts';
import { initrd, machine } from '../../machine-fixture.ts';
import { situations } from '../../situations.ts';

t.test('what was encoded is decoded as it was', async (t) => {
  for (const { name, facts } of situations) t.strictSame(decodeFacts(encodeFacts(facts)), facts, name);
  const more = machine({
    ownInitrd: initrd('dracut'),
    unknown: new Map([['btrfs', 'no btrfs-progs']]),
    modules: null,
  });
  t.strictSame(decodeFacts(encodeFacts(more)), more);
});

t.test('what is no machine is refused, and says why', async (t) => {
  const facts = encodeFacts(machine());
  const changed = (change: (fact: Fact) => Fact | null) => {
    const all = facts
      .slice(0, -1)
      .map(change)
      .filter((fact) => fact !== null);
    return [...all, endOf(all)];
  };
  const wrong: readonly (readonly [readonly Fact[], RegExp])[] = [
    [[], /no fact of the topic host/],
    [changed((fact) => (fact.topic === 'firmware' ? null : fact)), /firmware/],
    [changed((fact) => (fact.topic === 'host' ? { ...fact, value: '{' } : fact)), /not JSON/],
    [
      changed((fact) => (fact.topic === 'host' ? { ...fact, value: '{"release":1}' } : fact)),
      /fact host, release/,
    ],
    [changed((fact) => (fact.topic === 'member' ? { ...fact, value: '[]' } : fact)), /fact member/],
    [[...facts, ...facts], /the same name/],
    [facts.slice(0, 9), /truncated/],
    [
      changed((fact) =>
        fact.topic === 'file' ? { ...fact, name: `no colon ${fact.name?.replaceAll(':', ' ')}` } : fact,
      ),
      /PARTUUID:PATH/,
    ],
  ];
  for (const [records, message] of wrong) {
    t.throws(() => decodeFacts(records), { message });
    t.throws(() => decodeFacts(records), FactsError);
  }
});

t.test('a topic of a later version is passed over', async (t) => {
  const later = { topic: 'weather', name: null, value: 'rain' };
  const all = [...encodeFacts(machine()).slice(0, -1), later];
  t.strictSame(decodeFacts([...all, endOf(all)]), machine());
});

t.test('what was cut after any record is refused; what older versions wrote has no end', async (t) => {
  const facts = encodeFacts(machine());
  for (let count = 1; count < facts.length; count += 1)
    t.throws(() => decodeFacts(facts.slice(0, count)), /truncated|no fact of the topic/, `${count}`);
  const older = facts
    .slice(0, -1)
    .map((fact) => (fact.topic === 'host' ? { ...fact, value: JSON.stringify(machine().host) } : fact));
  t.strictSame(decodeFacts(older), machine());
});
