import type { MenuEntry } from '@twinroot/lib-boot-tree';
import t from 'tap';
import { departures } from '../../src/decide/departure.ts';
import { type TargetEntry, targetOf } from '../../src/decide/target.ts';
import { modelTree, plainPolicy } from './model.ts';

type Files = Readonly<Record<string, string>>;
const a = 'loader/entries/a.conf';
const text = 'linux /linux\ninitrd /initrd\n';
const uki = 'EFI/Linux/u.efi';
const addon = 'EFI/Linux/u.efi.extra.d/x.addon.efi';
const ours = { [a]: text, linux: 'MZ 1', initrd: '1' };

const of = (from: Files, to: Files) => {
  const [source, mirror] = [modelTree(new Map(Object.entries(from))), modelTree(new Map(Object.entries(to)))];
  const target = targetOf(source, mirror, plainPolicy);
  const survivors = new Map<MenuEntry, TargetEntry>();
  for (const entry of target.entries) if (entry.there !== null) survivors.set(entry.there, entry);
  const { keys, leaving, crowded, images } = departures(mirror, target, survivors);
  const names = (entries: readonly MenuEntry[]) => entries.map(({ file }) => file.path);
  return { keys: [...keys], leaving: names(leaving), crowded: names(crowded), images: names(images) };
};
const nothing = { keys: [], leaving: [], crowded: [], images: [] };

const cases: readonly (readonly [name: string, source: Files, mirror: Files, expected: object])[] = [
  ['nothing changes', ours, ours, nothing],
  ['one file of a text', { ...ours, linux: 'MZ 2' }, ours, { ...nothing, keys: ['LINUX'] }],
  [
    'two files of a text',
    { ...ours, linux: 'MZ 2', initrd: '2' },
    ours,
    { ...nothing, keys: ['LINUX', 'INITRD'], crowded: [a] },
  ],
  [
    'a text that only the mirror has, over a file that changes',
    { linux: 'MZ 2', 'loader/entries/b.conf': 'linux /linux\n' },
    { linux: 'MZ 1', 'loader/entries/b.conf': 'linux /linux\n', 'loader/entries/old.conf': 'linux /linux\n' },
    { ...nothing, keys: ['LINUX'], leaving: ['loader/entries/old.conf'] },
  ],
  [
    'an image and its add-on',
    { [uki]: 'MZ 2', [addon]: 'MZ 2' },
    { [uki]: 'MZ 1', [addon]: 'MZ 1' },
    { ...nothing, keys: [addon.toUpperCase()], crowded: [uki], images: [uki] },
  ],
  [
    'an image that a text names cannot go',
    { [uki]: 'MZ 2', [addon]: 'MZ 2', [a]: `linux /${uki}\n` },
    { [uki]: 'MZ 1', [addon]: 'MZ 1', [a]: `linux /${uki}\n` },
    { crowded: [uki], images: [] },
  ],
  [
    'the same image under another counter goes along',
    { [uki]: 'MZ 2 options=x', [addon]: 'MZ 2' },
    { [uki]: 'MZ 1 options=x', 'EFI/Linux/u+2-1.efi': 'MZ 1 options=x', [addon]: 'MZ 1' },
    { images: [uki], leaving: ['EFI/Linux/u+2-1.efi'] },
  ],
  [
    'a damaged image shows no add-ons',
    { [uki]: 'MZ 2', [addon]: 'MZ 2' },
    { [uki]: '', [addon]: 'MZ 1' },
    nothing,
  ],
];

t.test('entries that cannot stay as they are', async (t) => {
  for (const [name, source, mirror, expected] of cases) t.match(of(source, mirror), expected, name);
});
