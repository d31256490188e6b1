import { ownersOf } from '@twinroot/lib-boot-tree';
import t from 'tap';
import { excluder } from '../../src/decide/exclude.ts';
import { keptListText } from '../../src/decide/kept-list.ts';
import { lostEntry } from '../../src/decide/lost-menu.ts';
import type { Policy } from '../../src/decide/policy.ts';
import { modelTree, plainPolicy } from './model.ts';

const other = 'ffeeddccbbaa99887766554433221100';
const loader = { 'EFI/BOOT/BOOTX64.EFI': 'MZ sd-boot' };
const arch = { linux: 'MZ kernel', 'loader/entries/arch.conf': 'linux /linux\noptions root=a\n' };
const list = Buffer.from(keptListText(['loader/entries/arch.conf'])).toString();

type Files = Readonly<Record<string, string>>;
const cases: readonly [
  name: string,
  source: Files,
  mirror: Files,
  found: string | null,
  policy?: Partial<Policy>,
][] = [
  ['a boot loader alone, and a mirror with entries', loader, { ...loader, ...arch }, 'arch.conf'],
  ['an image', loader, { 'EFI/Linux/arch.efi': 'MZ options=a' }, 'arch.efi'],
  ['a source with an entry', { ...loader, ...arch }, arch, null],
  ['with a damaged one', { 'loader/entries/x.conf': 'linux /gone\n' }, arch, null],
  ['a mirror without entries', loader, loader, null],
  ['a mirror whose entry does not boot', loader, { ...arch, linux: '' }, null],
  ['GRUB', { 'EFI/debian/grubx64.efi': 'MZ grub' }, arch, null],
  ['an XBOOTLDR partition', loader, arch, null, { hasXbootldr: true }],
  ['what is listed as kept', loader, { ...arch, 'loader/esp-kept': list }, null],
  [
    'another system',
    loader,
    { ...arch, 'loader/entries/arch.conf': `machine-id ${other}\nlinux /linux\n` },
    null,
  ],
  ['what is excluded', loader, arch, null, { isExcluded: excluder(['*.conf']) }],
  ['out of scope', loader, arch, null, { scope: 'machine' }],
];

for (const [name, from, to, found, more] of cases) {
  t.test(name, async (t) => {
    const [source, mirror] = [from, to].map((files) => modelTree(new Map(Object.entries(files))));
    if (!source || !mirror) throw new Error('two trees are due');
    const owners = ownersOf(source, { ids: new Set(['own']), osIds: new Set() });
    const entry = lostEntry(source, mirror, owners, { ...plainPolicy, ...more });
    t.equal(entry?.file.path.split('/').at(-1) ?? null, found);
  });
}
