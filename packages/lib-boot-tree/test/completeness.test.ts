import t from 'tap';
import { defectOf } from '../src/completeness.ts';
import { treeOf } from './tree-of.ts';

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
    [
      'a kernel that is not a program',
      { linux: 'zeros', 'loader/entries/a.conf': 'linux /linux\n' },
      'linux',
    ],
    ['an empty UKI', { 'EFI/Linux/a.efi': '' }, 'EFI/Linux/a.efi'],
    ['a UKI that is not a program', { 'EFI/Linux/a.efi': 'zeros' }, 'EFI/Linux/a.efi'],
    ['anything at all', { 'loader/entries/a.conf': '' }, ''],
    ['a kernel line', { initrd: 'x', 'loader/entries/a.conf': 'initrd /initrd\n' }, ''],
    ['a path in the partition', { linux: 'MZ', 'loader/entries/a.conf': 'linux /../linux\n' }, ''],
    ['a file: there is a directory', { 'linux/x': 'MZ', 'loader/entries/a.conf': 'linux /linux\n' }, 'linux'],
  ];
  for (const [name, files, named] of cases) {
    const model = treeOf(files);
    const [entry] = model.menu;
    const defect = entry && defectOf(entry, model);
    if (named === null) t.equal(defect, null, name);
    else t.ok(defect?.includes(named), `${name}: ${defect}`);
  }
});
