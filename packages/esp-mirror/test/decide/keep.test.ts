import { isProtected, ownersOf } from '@twinroot/lib-boot-tree';
import t from 'tap';
import { keptFiles } from '../../src/decide/keep.ts';
import { keptListText } from '../../src/decide/kept-list.ts';
import { modelTree } from './model.ts';

const own = '00112233445566778899aabbccddeeff';
const other = 'ffeeddccbbaa99887766554433221100';
const text = (root: string, more = '') => `linux /linux\noptions root=${root}\n${more}`;
const ours = { linux: 'MZ ours', 'loader/entries/arch.conf': text('a') };
const rescue = {
  'rescue/linux': 'MZ rescue',
  'loader/entries/rescue.conf': 'linux /rescue/linux\noptions x\n',
};
const list = Buffer.from(keptListText(['rescue/', 'loader/entries/rescue.conf'])).toString();

type Files = Readonly<Record<string, string>>;
const kept = (from: Files, to: Files, keepsAll = false) => {
  const [source, mirror] = [modelTree(new Map(Object.entries(from))), modelTree(new Map(Object.entries(to)))];
  const owners = ownersOf(source, { ids: new Set([own]), osIds: new Set() });
  const isMirrored = (path: string) => !isProtected(path) && path !== 'loader/esp-kept';
  const {
    foreign,
    waysIn,
    earlier,
    undecided,
    list: written,
  } = keptFiles(source, mirror, owners, isMirrored, keepsAll);
  const paths = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path).sort();
  return {
    foreign: paths(foreign),
    waysIn: paths(waysIn),
    earlier: paths(earlier),
    undecided: paths(undecided),
    list: written,
  };
};
const nothing = { foreign: [], waysIn: [], earlier: [], undecided: [], list: null };
const allOfRescue = Object.keys(rescue).sort();

const cases: readonly (readonly [name: string, source: Files, mirror: Files, expected: object])[] = [
  ['an empty mirror', ours, {}, nothing],
  [
    'never in step',
    ours,
    rescue,
    { ...nothing, earlier: allOfRescue, list: ['rescue/', 'loader/entries/rescue.conf'] },
  ],
  [
    'never in step, beside an entry of another system with the same name',
    ours,
    { ...rescue, linux: 'MZ theirs', 'loader/entries/arch.conf': text('b') },
    { ...nothing, earlier: allOfRescue, list: ['rescue/', 'loader/entries/rescue.conf'] },
  ],
  [
    'a boot loader is the same everywhere',
    { ...ours, 'EFI/BOOT/BOOTX64.EFI': 'MZ sd-boot' },
    { ...rescue, 'EFI/BOOT/BOOTX64.EFI': 'MZ sd-boot' },
    { ...nothing, earlier: allOfRescue, list: ['rescue/', 'loader/entries/rescue.conf'] },
  ],
  [
    'in step by an entry that boots the same',
    ours,
    { ...rescue, 'loader/entries/arch.conf': text('a', 'title old\n') },
    nothing,
  ],
  [
    'in step by the line of an entry',
    ours,
    { ...rescue, 'loader/entries/arch-6.1.conf': text('a') },
    nothing,
  ],
  ['in step by a file', ours, { ...rescue, linux: 'MZ ours' }, nothing],
  ['in step by an id of ours', ours, { ...rescue, [`${own}/6.1/linux`]: 'MZ' }, nothing],
  [
    'written down',
    { ...ours },
    { ...ours, ...rescue, 'loader/esp-kept': list },
    { ...nothing, earlier: allOfRescue },
  ],
  [
    'written down, and ours since',
    { ...ours, ...rescue },
    { ...ours, ...rescue, 'loader/esp-kept': list },
    nothing,
  ],
  [
    "another system's, in step or not",
    ours,
    { ...ours, [`${other}/linux`]: 'MZ' },
    { ...nothing, foreign: [`${other}/linux`] },
  ],
  [
    'the only way in',
    ours,
    {
      ...ours,
      'EFI/BOOT/BOOTX64.EFI': 'MZ',
      'efi/systemd/systemd-bootx64.efi': 'MZ',
      'EFI/Linux/old.efi': 'MZ',
    },
    { ...nothing, waysIn: ['EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi'] },
  ],
  [
    'an add-on beside an image of ours is not another system',
    { 'EFI/Linux/a.efi': 'MZ options=a' },
    { 'EFI/Linux/a.efi.extra.d/x.addon.efi': 'MZ' },
    nothing,
  ],
  [
    'the same entry under another counter',
    { ...ours, 'loader/entries/new+3.conf': text('c') },
    { 'loader/entries/new+2-1.conf': text('d') },
    nothing,
  ],
];

t.test('what only the mirror has and keeps', async (t) => {
  for (const [name, source, mirror, expected] of cases) {
    const shown = kept(
      Object.fromEntries(Object.entries(source)),
      Object.fromEntries(
        Object.entries(mirror).map(([path, content]) => [path.replace(/^efi/, 'EFI'), content]),
      ),
    );
    t.match(shown, expected, name);
    t.strictSame(
      [shown.earlier, shown.foreign],
      [(expected as typeof nothing).earlier, (expected as typeof nothing).foreign],
      name,
    );
  }
});

t.test('with nothing on the source to go by, all of it', async (t) => {
  const loader = { 'EFI/BOOT/BOOTX64.EFI': 'MZ' };
  const all = Object.keys(ours).sort();
  t.match(kept(loader, { ...ours, ...loader }, true), { earlier: all, undecided: [], list: all });
  t.match(
    kept({ ...loader, notes: 'x' }, { ...ours, ...loader, notes: 'x' }, true),
    { earlier: [], undecided: all, list: null },
    'on a mirror that was in step nothing is written down',
  );
});
