import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIdMap, parsePair } from '@twinroot/lib-idmap';
import t from 'tap';
import { usualUki } from '../../../lib-uki/test/uki-fixture.ts';
import { lookAtUkis } from '../../src/act/look-at-ukis.ts';

const ids = createIdMap([parsePair('UUID=0a1b2c3d-1111-2222-3333-444455556666 UUID=b', 'the test')]);

t.test('images that name an old id are named, others not', async (t) => {
  const directory = t.testdir({
    'readme.txt': 'root=UUID=0a1b2c3d-1111-2222-3333-444455556666',
    'empty.efi': '',
  });
  t.same(lookAtUkis(join(directory, 'missing'), ids), { state: 'same' });
  writeFileSync(join(directory, 'fine.efi'), usualUki('root=UUID=b rw'));
  t.same(lookAtUkis(directory, ids), { state: 'same' });
  writeFileSync(join(directory, 'old.EFI'), usualUki('root=UUID=0A1B2C3D-1111-2222-3333-444455556666 rw'));
  const { state, why } = lookAtUkis(directory, ids);
  t.equal(state, 'failed');
  t.match(why, /old\.EFI/);
  t.notMatch(why, /fine\.efi/);
});

t.test('images of the source that could not be built anew are named, too', async (t) => {
  const directory = t.testdir({});
  const faults = ['one', 'two'].map((name) => ({ path: `/boot/EFI/Linux/${name}.efi`, why: 'it is signed' }));
  const { state, why } = lookAtUkis(directory, ids, faults);
  t.equal(state, 'failed');
  for (const name of ['one.efi', 'two.efi']) t.ok(why?.includes(name), name);
});
