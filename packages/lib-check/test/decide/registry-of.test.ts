import t from 'tap';
import { fixOfRegistry, isNoFile, registryOf } from '../../src/decide/registry-of.ts';
import { member, registry } from '../machine-fixture.ts';

t.test('a registry that is its own', async (t) => {
  const of = (text: string | null, partuuid?: string) =>
    registryOf(member('a', { registry: text, ...(partuuid === undefined ? {} : { partuuid }) }));
  t.match(of(registry()), { registry: { generation: { number: 3 } } });
  t.match(of(null), { why: /no registry/ });
  t.match(of('torn'), { why: /damaged/ });
  t.match(of('# esp-sync 2\n'), { why: /version 2/ });
  t.match(of(registry(), '33333333-3333-4333-8333-333333333333'), { why: /does not name it/ });
});

t.test('a directory in its place', async (t) => {
  const odd = member('a', { registry: null, notFiles: ['loader/esp-sync'] });
  t.match(registryOf(odd), { why: /^loader\/esp-sync is a directory/ });
  t.equal(fixOfRegistry(odd), 'guide: comes-up');
  t.ok(isNoFile(odd, 'loader/esp-sync'));
  t.notOk(isNoFile(odd, 'loader/random-seed'));
  t.notOk(isNoFile(member('a'), 'loader/esp-sync'), 'older captures do not say');
  t.equal(fixOfRegistry(member('a', { registry: null })), 'esp-which | esp-mirror');
});
