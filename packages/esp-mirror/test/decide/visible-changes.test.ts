import t from 'tap';
import { targetOf } from '../../src/decide/target.ts';
import {
  changedKeys,
  comingAddons,
  namesAny,
  switchedKeys,
  visibleChanges,
} from '../../src/decide/visible-changes.ts';
import { modelTree, plainPolicy } from './model.ts';

const text = 'linux /linux\ninitrd /initrd\n';
const uki = 'EFI/Linux/u.efi';
const addon = 'EFI/Linux/u.efi.extra.d/x.addon.efi';

type Files = Readonly<Record<string, string>>;
function looked(from: Files, to: Files) {
  const [source, mirror] = [from, to].map((files) => modelTree(new Map(Object.entries(files))));
  if (!source || !mirror) throw new Error('no trees');
  const target = targetOf(source, mirror, plainPolicy);
  const changed = changedKeys(mirror, target);
  const keys = switchedKeys(mirror, target, changed);
  const addons = comingAddons(mirror.menu, target, changed);
  const counts = mirror.menu.map((entry) => {
    const to = target.entries.find(({ there }) => there === entry) ?? null;
    return visibleChanges(entry, to, keys, addons.get(entry) ?? []);
  });
  return {
    changed: [...changed].sort(),
    keys: [...keys].sort(),
    coming: [...addons.values()].flat(),
    counts,
    named: mirror.menu.map((entry) => namesAny(entry, keys)),
  };
}

const nothing = { changed: [], keys: [], coming: [] };
const cases: readonly (readonly [name: string, source: Files, mirror: Files, expected: object])[] = [
  [
    'nothing',
    { linux: 'MZ', initrd: '1', e: 'x' },
    { linux: 'MZ', initrd: '1', e: 'x' },
    { ...nothing, counts: [] },
  ],
  [
    'one file of a text',
    { linux: 'MZ 2', initrd: '1', 'loader/entries/a.conf': text },
    { linux: 'MZ 1', initrd: '1', 'loader/entries/a.conf': text },
    { changed: ['LINUX'], keys: ['LINUX'], counts: [1], named: [true] },
  ],
  [
    'files that an entry lacks, and nothing else of it',
    { linux: 'MZ 2', initrd: '2', 'loader/entries/a.conf': text },
    { linux: 'MZ 2', 'loader/entries/a.conf': text },
    { changed: ['INITRD'], keys: [], counts: [0], named: [false] },
  ],
  [
    'a file that an entry lacks, and one that it has',
    { linux: 'MZ 2', initrd: '2', 'loader/entries/a.conf': text },
    { linux: 'MZ 1', 'loader/entries/a.conf': text },
    { changed: ['INITRD', 'LINUX'], keys: ['INITRD', 'LINUX'], counts: [2], named: [true] },
  ],
  [
    'two files, and another list',
    { linux: 'MZ 2', initrd: '2', 'loader/entries/a.conf': `${text}initrd /more\n`, more: 'x' },
    { linux: 'MZ 1', initrd: '1', 'loader/entries/a.conf': text },
    { changed: ['INITRD', 'LINUX', 'MORE'], keys: ['INITRD', 'LINUX'], counts: [3] },
  ],
  [
    'an image alone',
    { [uki]: 'MZ 2' },
    { [uki]: 'MZ 1' },
    { changed: [uki.toUpperCase()], keys: [], counts: [1], named: [false] },
  ],
  [
    'an image and its add-on',
    { [uki]: 'MZ 2', [addon]: 'MZ a' },
    { [uki]: 'MZ 1' },
    { coming: [addon.toUpperCase()], counts: [2] },
  ],
  ['an add-on that goes', { [uki]: 'MZ 1' }, { [uki]: 'MZ 1', [addon]: 'MZ a' }, { ...nothing, counts: [1] }],
  [
    'an image that loads a file',
    { [uki]: 'MZ 1 linux=\\k', k: 'MZ 2' },
    { [uki]: 'MZ 1 linux=\\k', k: 'MZ 1' },
    { keys: ['K'], counts: [1], named: [true] },
  ],
];

t.test('what entries of the mirror show of the changes', async (t) => {
  for (const [name, source, mirror, expected] of cases) t.match(looked(source, mirror), expected, name);
});
