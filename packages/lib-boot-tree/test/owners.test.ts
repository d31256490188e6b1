import t from 'tap';
import { isOthers, ownersOf } from '../src/owners.ts';
import { treeOf } from './tree-of.ts';

const own = '00112233445566778899aabbccddeeff';
const other = 'ffeeddccbbaa99887766554433221100';

t.test('whose an entry is', async (t) => {
  const source = treeOf({ 'EFI/Linux/a.efi': 'MZ os=arch', [`${other}/6.1/linux`]: 'MZ' });
  const owners = ownersOf(source, { ids: new Set([own]), osIds: new Set() });
  t.strictSame([[...owners.ids], [...owners.osIds]], [[own, other], ['arch']]);
  const nobody = { ids: new Set<string>(), osIds: new Set<string>() };
  const cases: readonly (readonly [content: string, isOthers: boolean, unknown: boolean])[] = [
    ['MZ', false, false],
    ['MZ os=arch', false, false],
    ['MZ os=debian', true, false],
    [`MZ os=debian options=systemd.machine_id=${own}`, false, true],
    ['MZ options=systemd.machine_id=ffffffffffffffffffffffffffffffff', true, true],
  ];
  for (const [content, isOther, isUnknown] of cases) {
    const [entry] = treeOf({ 'EFI/Linux/x.efi': content }).menu;
    if (!entry) throw new Error('no entry');
    t.strictSame([isOthers(entry, owners), isOthers(entry, nobody)], [isOther, isUnknown], content);
  }
});
