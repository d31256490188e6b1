import t from 'tap';
import { defectOf, machineIdsOf, versionOf } from '../src/menu.ts';
import { modelTree } from './model.ts';

const tree = (files: Readonly<Record<string, string>>) => modelTree(new Map(Object.entries(files)));
const id = '00112233445566778899aabbccddeeff';

t.test('what an entry lacks', async (t) => {
  const kernel = { linux: 'MZ', initrd: 'x' };
  const cases: readonly (readonly [
    name: string,
    files: Readonly<Record<string, string>>,
    named: string | null,
  ])[] = [
    ['nothing', { ...kernel, 'loader/entries/a.conf': 'linux /linux\ninitrd /initrd\n' }, null],
    ['nothing, in another case', { ...kernel, 'loader/entries/a.conf': 'linux \\LINUX\n' }, null],
    ['nothing: a UKI', { 'EFI/Linux/a.efi': 'MZ' }, null],
    ['a missing kernel', { 'loader/entries/a.conf': 'linux /linux\n' }, 'linux'],
    [
      'a missing initrd',
      { linux: 'MZ', 'loader/entries/a.conf': 'linux /linux\ninitrd /initrd\n' },
      'initrd',
    ],
    [
      'the second initrd',
      { ...kernel, 'loader/entries/a.conf': 'linux /linux\ninitrd /initrd\ninitrd /b\n' },
      'b',
    ],
    ['a device tree', { ...kernel, 'loader/entries/a.conf': 'linux /linux\ndevicetree /dtb\n' }, 'dtb'],
    ['an empty kernel', { linux: '', 'loader/entries/a.conf': 'linux /linux\n' }, 'linux'],
    [
      'an empty initrd',
      { linux: 'MZ', initrd: '', 'loader/entries/a.conf': 'linux /linux\ninitrd /initrd\n' },
      'initrd',
    ],
    ['a kernel that is none', { linux: 'zeros', 'loader/entries/a.conf': 'linux /linux\n' }, 'linux'],
    ['an empty UKI', { 'EFI/Linux/a.efi': '' }, 'EFI/Linux/a.efi'],
    ['a UKI that is none', { 'EFI/Linux/a.efi': 'zeros' }, 'EFI/Linux/a.efi'],
    ['anything at all', { 'loader/entries/a.conf': '' }, ''],
    ['a kernel line', { initrd: 'x', 'loader/entries/a.conf': 'initrd /initrd\n' }, ''],
    ['a path in the partition', { linux: 'MZ', 'loader/entries/a.conf': 'linux /../linux\n' }, ''],
    ['a file: there is a directory', { 'linux/x': 'MZ', 'loader/entries/a.conf': 'linux /linux\n' }, 'linux'],
  ];
  for (const [name, files, named] of cases) {
    const model = tree(files);
    const [entry] = model.menu;
    const defect = entry && defectOf(entry, model);
    if (named === null) t.equal(defect, null, name);
    else t.ok(defect?.includes(named), `${name}: ${defect}`);
  }
});

t.test('an entry is the same one whatever its counter and case', async (t) => {
  const names = ['a.conf', 'A.CONF', 'a+3.conf', 'a+0-3.conf'];
  const ids = names.map((name) => tree({ [`loader/entries/${name}`]: '' }).menu[0]?.id);
  t.equal(new Set(ids).size, 1);
  const others = ['loader/entries/b.conf', 'EFI/Linux/a.efi', 'loader/entries/a-3.conf'];
  for (const path of others) t.not(tree({ [path]: 'MZ' }).menu[0]?.id, ids[0], path);
});

t.test('the version of an entry', async (t) => {
  const cases: readonly (readonly [path: string, text: string, version: string | null])[] = [
    ['loader/entries/a.conf', 'version 6.1.2\n', '6.1.2'],
    [`loader/entries/${id}-6.1.2.conf`, '', '6.1.2'],
    [`loader/entries/${id}-6.1.2+2-1.conf`, '', '6.1.2'],
    [`loader/entries/${id}-6.1.2.conf`, 'version 6.1.3\n', '6.1.3'],
    ['loader/entries/arch.conf', 'title Arch\n', null],
    ['EFI/Linux/arch-6.12.1-arch1-1.efi', 'MZ', '6.12.1-arch1-1'],
    ['EFI/Linux/arch-linux.efi', 'MZ', null],
  ];
  for (const [path, text, version] of cases) {
    const model = tree({ [path]: text });
    const [entry] = model.menu;
    t.equal(entry && versionOf(entry, model), version, `${path} ${text}`);
  }
});

t.test('machine ids that a tree carries', async (t) => {
  const other = id.replace('00', 'ff');
  const model = tree({
    [`${id}/6.1/linux`]: 'MZ',
    'loader/entries/a.conf': `machine-id ${other.toUpperCase()}\n`,
    'loader/entries/b.conf': '',
  });
  t.strictSame([...machineIdsOf(model)].sort(), [id, other]);
});
