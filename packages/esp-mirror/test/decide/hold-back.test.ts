import t from 'tap';
import { holdBack } from '../../src/decide/hold-back.ts';
import { holdFacts } from './hold-facts.ts';

type Files = Record<string, string>;

const a = 'loader/entries/a.conf';
const b = 'loader/entries/b.conf';
const counted = 'loader/entries/a+2-1.conf';
const one = 'linux /linux\n';
const two = 'linux /linux\ninitrd /initrd\n';

const cases: readonly (readonly [
  name: string,
  source: Files,
  mirror: Files,
  ids: readonly string[],
  pinned: readonly string[],
  notes: readonly string[],
])[] = [
  ['sound', { linux: 'MZ 2', [a]: one }, { linux: 'MZ 1', [a]: one }, [], [], []],
  [
    'damaged, complete on the mirror',
    { linux: '', [a]: one },
    { linux: 'MZ 1', [a]: one },
    ['A'],
    ['LINUX', 'LOADER/ENTRIES/A.CONF'],
    ['kept'],
  ],
  ['damaged, and not on the mirror', { linux: '', [a]: one }, {}, ['A'], [], ['warning']],
  [
    'damaged, and a whole one needs what it names',
    { linux: 'MZ 2', [a]: two, [b]: one },
    { linux: 'MZ 1', initrd: '1', [a]: two, [b]: one },
    ['A'],
    [],
    ['lost'],
  ],
  [
    'only empty initrds, and the mirror has better',
    { linux: 'MZ 1', initrd: '', [a]: two },
    { linux: 'MZ 1', initrd: '1', [a]: two },
    ['A'],
    ['INITRD', 'LINUX', 'LOADER/ENTRIES/A.CONF'],
    ['kept'],
  ],
  [
    'only empty initrds, and beside what the mirror has is what an interrupted run left pointed to copies',
    { linux: 'MZ 1', initrd: '', [a]: two },
    { linux: 'MZ 1', 'TWIN0001.NEW': '', [counted]: one, [a]: 'linux /linux\ninitrd /TWIN0001.NEW\n' },
    ['A'],
    ['LINUX', 'LOADER/ENTRIES/A+2-1.CONF'],
    ['kept'],
  ],
  [
    'damaged, and such a one is all that the mirror has',
    { linux: '', [a]: one },
    { linux: '', 'TWIN0001.NEW': 'MZ 1', [counted]: one, [a]: 'linux /TWIN0001.NEW\n' },
    ['A'],
    ['LOADER/ENTRIES/A+2-1.CONF', 'LOADER/ENTRIES/A.CONF', 'TWIN0001.NEW'],
    ['kept'],
  ],
  [
    'only empty initrds, and the mirror has nothing',
    { linux: 'MZ 1', initrd: '', [a]: two },
    {},
    [],
    [],
    ['warning'],
  ],
  [
    'an empty initrd beside another',
    { linux: 'MZ 1', initrd: '1', ucode: '', [a]: `${two}initrd /ucode\n` },
    { linux: 'MZ 1', initrd: '1', ucode: '1', [a]: `${two}initrd /ucode\n` },
    [],
    [],
    [],
  ],
  [
    'a text that names an image that is held back',
    { 'EFI/Linux/u.efi': 'MZ cut', [a]: 'linux /EFI/Linux/u.efi\n', [b]: 'uki /EFI/Linux/u.efi\ntitle 2\n' },
    { 'EFI/Linux/u.efi': 'MZ 1', [a]: 'linux /EFI/Linux/u.efi\n' },
    ['A', 'B', 'U'],
    ['EFI/LINUX/U.EFI', 'LOADER/ENTRIES/A.CONF'],
    ['kept', 'kept', 'warning'],
  ],
  [
    'what each disk has of its own',
    { 'EFI/Microsoft/Boot/bootmgfw.efi': 'MZ 2', [a]: 'efi /EFI/Microsoft/Boot/bootmgfw.efi\n' },
    { 'EFI/Microsoft/Boot/bootmgfw.efi': 'MZ 1' },
    [],
    [],
    [],
  ],
  [
    'what the other disk has not',
    { 'EFI/Microsoft/Boot/bootmgfw.efi': 'MZ 2', [a]: 'efi /EFI/Microsoft/Boot/bootmgfw.efi\n' },
    {},
    ['A'],
    [],
    ['warning'],
  ],
  [
    'shares an unchanged file with one that is kept',
    { linux: 'MZ 1', [a]: two, [b]: one },
    { linux: 'MZ 1', initrd: '1', [a]: two, [b]: one },
    ['A'],
    ['INITRD', 'LINUX', 'LOADER/ENTRIES/A.CONF'],
    ['kept'],
  ],
  ['one that stays keeps its files', { linux: '' }, { linux: 'MZ 1', [b]: one }, [], ['LINUX'], ['kept']],
];

t.test('entries that must not come from the source', async (t) => {
  for (const [name, source, mirror, ids, pinned, notes] of cases) {
    const result = holdBack(holdFacts(source, mirror));
    t.strictSame(
      [...result.ids].sort(),
      ids.map((id) => (id === 'U' ? 'EFI/LINUX/U.EFI' : `LOADER/ENTRIES/${id}.CONF`)).sort(),
      name,
    );
    t.strictSame([...result.pinned].sort(), pinned, name);
    t.strictSame(result.notes.map(({ kind }) => kind).sort(), notes, name);
  }
});

t.test('what is kept is kept with all that it names', async (t) => {
  const facts = holdFacts(
    { linux: 'MZ 2', initrd: '2', [a]: two },
    { linux: 'MZ 1', theirs: '1', [b]: 'linux /linux\ninitrd /theirs\n' },
  );
  const result = holdBack({ ...facts, kept: facts.mirror.menu, leftOut: [] });
  t.strictSame([...result.pinned].sort(), ['LINUX', 'THEIRS']);
  t.strictSame(result.ids.size, 1);
});

t.test(
  'what is being written holds back what shares a changed file with it, until it is whole',
  async (t) => {
    const facts = holdFacts(
      { linux: 'MZ 2', initrd: '', [a]: two, [b]: one, 'loader/entries/c.conf': 'linux /linux\n' },
      { linux: 'MZ 1', initrd: '1', [a]: two, [b]: one },
    );
    const files = new Map([...facts.files].filter(([key]) => key !== 'INITRD'));
    const written = new Map([['INITRD', 'is being written by xz (pid 7)']]);
    const result = holdBack({ ...facts, files, written });
    t.strictSame(
      [...result.ids].sort(),
      ['A', 'B', 'C'].map((id) => `LOADER/ENTRIES/${id}.CONF`),
    );
    t.strictSame([...result.pinned].sort(), [
      'INITRD',
      'LINUX',
      'LOADER/ENTRIES/A.CONF',
      'LOADER/ENTRIES/B.CONF',
    ]);
    t.strictSame(
      result.notes.map(({ kind }) => kind),
      ['kept', 'kept', 'kept'],
      'one that the mirror has not, too: it is to come',
    );
    t.match(result.notes[0]?.text, /initrd, which is being written by xz \(pid 7\)/);
    const steady = holdFacts(
      { linux: 'MZ 1', initrd: '', [a]: two, [b]: one },
      { linux: 'MZ 1', initrd: '1', [a]: two, [b]: one },
    );
    t.strictSame(
      [...holdBack({ ...steady, written }).ids],
      ['LOADER/ENTRIES/A.CONF'],
      'one with the same files comes',
    );
    const left = holdFacts({ linux: 'MZ 2', initrd: '' }, { linux: 'MZ 1', initrd: '1', [a]: two });
    t.strictSame(
      [...holdBack({ ...left, written }).pinned].sort(),
      ['INITRD', 'LINUX'],
      'one that is not mirrored itself keeps its files',
    );
  },
);
