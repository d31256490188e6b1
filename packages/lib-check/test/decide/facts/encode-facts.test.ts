import t from 'tap';
import { encodeFacts } from '../../../src/decide/facts/encode-facts.ts';
import { espA, machine } from '../../machine-fixture.ts';

t.test('one record a fact: texts as they are, all others as JSON', async (t) => {
  const facts = encodeFacts(machine({ unknown: new Map([['pools', 'no zpool']]) }));
  const of = (topic: string) => facts.filter((fact) => fact.topic === topic);
  t.strictSame(of('unknown'), [{ topic: 'unknown', name: 'pools', value: 'no zpool' }]);
  t.ok(of('text').some(({ name, value }) => name === '/etc/machine-id' && /^[0-9a-f]{32}\n$/.test(value)));
  t.ok(of('file').some(({ name }) => name === `${espA}:loader/loader.conf`));
  const drivers = [{ path: '/dev/sda', modules: ['ahci'] }];
  const kernels = encodeFacts(machine({ modules: ['6.1'], builtin: new Map([['6.1', ['ext4']]]), drivers }));
  const valuesOf = (topic: string) =>
    kernels.filter((fact) => fact.topic === topic).map(({ value }) => JSON.parse(value));
  t.strictSame(valuesOf('modules'), [{ releases: ['6.1'], builtin: { '6.1': ['ext4'] } }]);
  t.strictSame(valuesOf('drivers'), drivers);
  t.strictSame(
    of('host').map(({ value }) => JSON.parse(value)),
    [{ ...machine().host, hasEnd: true }],
  );
  t.strictSame(facts.at(-1), { topic: 'end', name: null, value: String(facts.length - 1) });
});
