import t from 'tap';
import { machineIdsOf } from '../src/menu.ts';
import { treeOf } from './tree-of.ts';

const id = '00112233445566778899aabbccddeeff';

t.test('an entry is the same one whatever its counter and case', async (t) => {
  const names = ['a.conf', 'A.CONF', 'a+3.conf', 'a+0-3.conf'];
  const ids = names.map((name) => treeOf({ [`loader/entries/${name}`]: '' }).menu[0]?.id);
  t.equal(new Set(ids).size, 1);
  const others = ['loader/entries/b.conf', 'EFI/Linux/a.efi', 'loader/entries/a-3.conf'];
  for (const path of others) t.not(treeOf({ [path]: 'MZ' }).menu[0]?.id, ids[0], path);
});

t.test('machine ids that a tree carries', async (t) => {
  const other = id.replace('00', 'ff');
  const model = treeOf({
    [`${id}/6.1/linux`]: 'MZ',
    'loader/entries/a.conf': `machine-id ${other.toUpperCase()}\n`,
    'loader/entries/b.conf': '',
  });
  t.strictSame([...machineIdsOf(model)].sort(), [id, other]);
});
