import t from 'tap';
import { findNewerKernel, versionOf } from '../src/kernel-version.ts';
import { treeOf } from './tree-of.ts';

const id = '00112233445566778899aabbccddeeff';

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
    const model = treeOf({ [path]: text });
    const [entry] = model.menu;
    t.equal(entry && versionOf(entry, model), version, `${path} ${text}`);
  }
});

const own = '00112233445566778899aabbccddeeff';
const other = 'ffeeddccbbaa99887766554433221100';

/** A tree with an entry for each version; `!` before it: damaged. */
const tree = (...versions: readonly string[]) =>
  treeOf(
    Object.fromEntries(
      versions.flatMap((name) => {
        const version = name.replace('!', '');
        const text = `linux /${version}/linux\n`;
        const entry: [string, string] = [`loader/entries/${version}.conf`, text];
        return name.startsWith('!') ? [entry] : [entry, [`${version}/linux`, 'MZ']];
      }),
    ),
  );

const cases: readonly (readonly [
  name: string,
  source: readonly string[],
  mirror: readonly string[],
  newer: string | null,
])[] = [
  ['nothing', [], [], null],
  ['the same', [`${own}-6.1.1`], [`${own}-6.1.1`], null],
  ['older', [`${own}-6.1.2`], [`${own}-6.1.1`], null],
  ['newer', [`${own}-6.1.1`], [`${own}-6.1.2`], '6.1.2'],
  ['newer by number, not by letter', [`${own}-6.1.9`], [`${own}-6.1.10`], '6.1.10'],
  ['older by number', [`${own}-6.1.10`], [`${own}-6.1.9`], null],
  ['older than any', [`${own}-6.1.1`, `${own}-6.1.3`], [`${own}-6.1.2`], null],
  ['newer, but damaged there', [`${own}-6.1.1`], [`!${own}-6.1.2`], null],
  ['newer, and damaged here', [`!${own}-6.1.2`], [`${own}-6.1.2`], null],
  ['newer, of another machine', [`${own}-6.1.1`], [`${other}-6.1.2`], null],
  ['an empty mirror', [`${own}-6.1.1`], [], null],
  ['an empty source', [], [`${own}-6.1.1`], null],
];

t.test('whether the mirror is newer', async (t) => {
  for (const [name, source, mirror, newer] of cases) {
    const found = findNewerKernel(tree(...source), tree(...mirror), new Set([own]));
    t.equal(found?.mirror ?? null, newer, name);
  }
});

t.test('ids that the source carries are of this set', async (t) => {
  const source = tree(`${own}-6.1.1`, `${other}-6.1.1`);
  t.equal(findNewerKernel(source, tree(`${other}-6.1.2`), new Set())?.mirror, '6.1.2');
});
