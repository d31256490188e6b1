import t from 'tap';
import { defectOf, isBootable, weaknessOf } from '../src/completeness.ts';
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
      'nothing: boot loaders pass over empty initrds',
      { linux: 'MZ', initrd: '', 'loader/entries/a.conf': 'linux /linux\ninitrd /initrd\n' },
      null,
    ],
    ['a whole kernel', { linux: 'MZ cut', 'loader/entries/a.conf': 'linux /linux\n' }, 'linux'],
    ['a whole UKI', { 'EFI/Linux/a.efi': 'MZ cut' }, 'EFI/Linux/a.efi'],
    [
      'nothing: a compressed kernel cannot be judged',
      { linux: 'GZ', 'loader/entries/a.conf': 'linux /linux\n' },
      null,
    ],
    ['a program that firmware can start', { tool: 'GZ', 'loader/entries/a.conf': 'efi /tool\n' }, 'tool'],
    ['nothing: it comes from the network', { 'loader/entries/a.conf': 'uki-url http://[::1]/a.efi\n' }, null],
    ['the kernel that a stub loads', { 'EFI/Linux/a.efi': 'MZ linux=\\k initrd=\\i', i: 'x' }, 'k'],
    ['the initrd that a stub loads', { 'EFI/Linux/a.efi': 'MZ linux=\\k initrd=\\i', k: 'MZ' }, 'i'],
    ['nothing of what a stub loads', { 'EFI/Linux/a.efi': 'MZ linux=\\K initrd=\\i', k: 'MZ', i: 'x' }, null],
    ['a path in the partition, in a stub', { 'EFI/Linux/a.efi': 'MZ linux=\\..\\k' }, ''],
    [
      'a whole add-on',
      { 'EFI/Linux/a.efi': 'MZ', 'EFI/Linux/a.efi.extra.d/x.addon.efi': 'MZ cut' },
      'x.addon.efi',
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

t.test('what is complete, and may not come up', async (t) => {
  const weak = (files: Readonly<Record<string, string>>) => {
    const model = treeOf(files);
    const [entry] = model.menu;
    return entry ? weaknessOf(entry, model) : null;
  };
  const two = 'linux /k\ninitrd /ucode\ninitrd /initrd\n';
  t.equal(weak({ k: 'MZ', 'loader/entries/a.conf': 'linux /k\n' }), null, 'no initrd');
  t.equal(weak({ k: 'MZ', ucode: '', initrd: 'x', 'loader/entries/a.conf': two }), null, 'one of two');
  t.ok(weak({ k: 'MZ', ucode: '', initrd: '', 'loader/entries/a.conf': two })?.includes('ucode'));
});

t.test('what boots on an architecture', async (t) => {
  const model = treeOf({ k: 'MZ', 'loader/entries/a.conf': 'architecture x64\nlinux /k\n' });
  const [entry] = model.menu;
  if (!entry) throw new Error('no entry');
  t.strictSame(
    ['x64', 'aa64', null].map((architecture) => isBootable(entry, model, architecture)),
    [true, false, true],
  );
});

t.test('a file that was found damaged', async (t) => {
  const model = treeOf({ k: 'MZ', i: 'x', 'loader/entries/a.conf': 'linux /k\ninitrd /i\n' });
  const [entry] = model.menu;
  if (!entry) throw new Error('no entry');
  t.equal(defectOf(entry, model), null);
  t.ok(
    defectOf(entry, { ...model, faults: new Map([['I', 'is truncated']]) })?.includes(
      'i, which is truncated',
    ),
  );
});
