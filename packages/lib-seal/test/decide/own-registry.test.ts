import t from 'tap';
import { ownRegistry } from '../../src/decide/own-registry.ts';
import { first, partuuidOf, registryOf } from '../registries.ts';

t.test('a registry that does not name its own partition is that of another', async (t) => {
  const found = { kind: 'registry', registry: registryOf([]), text: '' } as const;
  t.equal(ownRegistry(found, first), found);
  t.equal(ownRegistry(found, partuuidOf('11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6')), null);
  t.equal(ownRegistry({ kind: 'damaged', why: 'torn' }, first), null);
  t.equal(ownRegistry({ kind: 'other version', major: 2 }, first), null);
  t.equal(ownRegistry(null, first), null);
});
