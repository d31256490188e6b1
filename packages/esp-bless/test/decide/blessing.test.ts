import fc from 'fast-check';
import t from 'tap';
import { type Blessing, blessingOf } from '../../src/decide/blessing.ts';
import { applied, cutStates, type Files, isSame, treeOf } from '../trees.ts';

const text = 'title A\nlinux /a/linux\ninitrd /a/initrd\n';
const payloads: Files = { 'a/linux': 'MZ 1', 'a/initrd': 'initrd 1' };
const [clean, conf] = ['loader/entries/a.conf', (counter: string) => `loader/entries/a${counter}.conf`];
const source: Files = { ...payloads, [clean]: text };

function blessing(mirror: Files, booted: Files = source, id = 'LOADER/ENTRIES/A.CONF'): Blessing {
  const tree = treeOf(booted);
  const entry = tree.menu.find((one) => one.id === id);
  if (entry === undefined) throw new Error('no such entry');
  return blessingOf({ tree, entry }, treeOf(mirror), isSame);
}
/** In one line: what is written, and what is deleted. */
const brief = (found: Blessing) =>
  found.kind === 'bless'
    ? found.operations.map(({ op, path }) => `${op} ${path.slice(path.lastIndexOf('/') + 1)}`).join(', ')
    : found.kind;

t.test('texts', async (t) => {
  const entry = (counter: string, content = text): Files => ({ [conf(counter)]: content });
  for (const [name, mirror, expected] of [
    ['not there', payloads, 'absent'],
    ['blessed already', { ...payloads, ...entry('') }, 'same'],
    ['without a counter, and another', { ...payloads, ...entry('', 'linux /b') }, 'same'],
    ['all tries left', { ...payloads, ...entry('+3') }, 'write a.conf, delete a+3.conf'],
    ['some done', { ...payloads, ...entry('+1-2') }, 'write a.conf, delete a+1-2.conf'],
    ['bad there', { ...payloads, ...entry('+0-3') }, 'write a.conf, delete a+0-3.conf'],
    ['both names', { ...payloads, ...entry(''), ...entry('+3') }, 'delete a+3.conf'],
    [
      'several counters',
      { ...payloads, ...entry('+2'), ...entry('+3') },
      'write a.conf, delete a+2.conf, delete a+3.conf',
    ],
    [
      'a name without content',
      { ...payloads, ...entry('', ''), ...entry('+3') },
      'write a.conf, delete a+3.conf',
    ],
    [
      'both names, the clean one is another',
      { ...payloads, ...entry('', 'linux /b'), ...entry('+3') },
      'differs',
    ],
    [
      'both names, the counted one is another',
      { ...payloads, ...entry(''), ...entry('+3', 'linux /b') },
      'differs',
    ],
    [
      'one of two is another',
      { ...payloads, ...entry('+2'), ...entry('+3', 'linux /b') },
      'write a.conf, delete a+2.conf',
    ],
    ['another text', { ...payloads, ...entry('+3', `${text}options b\n`) }, 'differs'],
    ['another kernel', { ...payloads, 'a/linux': 'MZ 2', ...entry('+3') }, 'differs'],
    ['no initrd', { 'a/linux': 'MZ 1', ...entry('+3') }, 'differs'],
    [
      'in other letters',
      { 'A/LINUX': 'MZ 1', 'a/initrd': 'initrd 1', 'LOADER/ENTRIES/A+3.conf': text },
      'write A.conf, delete A+3.conf',
    ],
  ] as const)
    t.equal(brief(blessing(mirror)), expected, name);
});

t.test('the copy has the time of the file that it is made of', async (t) => {
  const tree = treeOf(source);
  const [entry] = tree.menu;
  if (entry === undefined) throw new Error('no entry');
  const mirror = treeOf({ ...payloads, [conf('+3')]: text }, { [conf('+3')]: 1_700_000_001 });
  t.match(blessingOf({ tree, entry }, mirror, isSame), {
    kind: 'bless',
    path: clean,
    operations: [{ op: 'write', path: clean, mtime: 1_700_000_001, replaces: false }, { op: 'delete' }],
  });
});

t.test('images', async (t) => {
  const booted: Files = { 'EFI/Linux/a.efi': 'MZ a' };
  const extra = (directory: string): Files => ({ [`EFI/Linux/${directory}.extra.d/x.cred`]: 'x' });
  for (const [name, mirror, source, expected] of [
    ['the same', { 'EFI/Linux/a+3.efi': 'MZ a' }, booted, 'copy a.efi, delete a+3.efi'],
    ['another', { 'EFI/Linux/a+3.efi': 'MZ b' }, booted, 'differs'],
    ['both names', { 'EFI/Linux/a+3.efi': 'MZ a', 'EFI/Linux/a.efi': 'MZ a' }, booted, 'delete a+3.efi'],
    [
      'a name without content',
      { 'EFI/Linux/a+3.efi': 'MZ a', 'EFI/Linux/a.efi': '' },
      booted,
      'copy a.efi, delete a+3.efi',
    ],
    ['a truncated one', { 'EFI/Linux/a+3.efi': 'MZ a', 'EFI/Linux/a.efi': 'M' }, booted, 'differs'],
    [
      'with the same beside it',
      { 'EFI/Linux/a+3.efi': 'MZ a', ...extra('a.efi') },
      { ...booted, ...extra('a.efi') },
      'copy a.efi, delete a+3.efi',
    ],
    ['with more beside it', { 'EFI/Linux/a+3.efi': 'MZ a', ...extra('a.efi') }, booted, 'differs'],
    ['with less beside it', { 'EFI/Linux/a+3.efi': 'MZ a' }, { ...booted, ...extra('a.efi') }, 'differs'],
    [
      'with what only the counted name finds',
      { 'EFI/Linux/a+3.efi': 'MZ a', ...extra('a+3.efi') },
      { ...booted, ...extra('a.efi') },
      'differs',
    ],
  ] as const)
    t.equal(brief(blessing(mirror, source, 'EFI/LINUX/A.EFI')), expected, name);
});

const anyMirror = fc
  .record({
    type: fc.constantFrom(1 as const, 2 as const),
    names: fc.dictionary(
      fc.constantFrom('', '+3', '+2-1', '+0-3', '+1'),
      fc.constantFrom('same', 'other', 'empty'),
      { minKeys: 1 },
    ),
    payload: fc.constantFrom('same', 'other', 'none'),
    more: fc.boolean(),
  })
  .map(({ type, names, payload, more }) => {
    const mirror: Record<string, string> = more ? { 'loader/entries/b+2.conf': 'linux /b' } : {};
    if (payload !== 'none') Object.assign(mirror, { 'a/linux': payload === 'same' ? 'MZ 1' : 'MZ 2' });
    Object.assign(mirror, { 'a/initrd': 'initrd 1' });
    const content = type === 1 ? text : 'MZ a';
    for (const [counter, kind] of Object.entries(names)) {
      const path = type === 1 ? conf(counter) : `EFI/Linux/a${counter}.efi`;
      mirror[path] = kind === 'same' ? content : kind === 'other' ? 'MZ other' : '';
    }
    return { type, mirror };
  });

t.test(
  'cut at any moment, the entry is there under a name that has all of it; run again, it ends the same',
  async () => {
    fc.assert(
      fc.property(anyMirror, ({ type, mirror }) => {
        const [booted, id, content] =
          type === 1
            ? ([source, 'LOADER/ENTRIES/A.CONF', text] as const)
            : ([{ 'EFI/Linux/a.efi': 'MZ a' }, 'EFI/LINUX/A.EFI', 'MZ a'] as const);
        const plan = (files: Files) => blessing(files, booted, id);
        const endOf = (files: Files): Files => {
          const found = plan(files);
          return found.kind === 'bless' ? found.operations.reduce(applied, files) : files;
        };
        const first = plan(mirror);
        if (first.kind !== 'bless') return;
        const end = endOf(mirror);
        let state: Files = mirror;
        for (const operation of first.operations) {
          for (const cut of cutStates(state, operation)) {
            const whole = treeOf(cut).menu.filter(
              (entry) => entry.id === id && entry.file.digest === content,
            );
            if (whole.length === 0) throw new Error(`no whole name while ${operation.op} ${operation.path}`);
            const again = endOf(cut);
            if (JSON.stringify(sorted(again)) !== JSON.stringify(sorted(end))) throw new Error('another end');
          }
          state = applied(state, operation);
        }
        if (endOf(end) !== end) throw new Error('a second run does something');
        // Nothing else is touched, and nothing that differs goes.
        for (const [path, before] of Object.entries(mirror)) {
          if (end[path] === before || (before === content && path !== first.path)) continue;
          if (path === first.path && before === '') continue;
          throw new Error(`${path} was touched`);
        }
      }),
      { numRuns: 2000 },
    );
  },
);

function sorted(files: Files) {
  return Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
