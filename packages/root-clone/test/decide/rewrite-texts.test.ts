import fc from 'fast-check';
import t from 'tap';
import {
  faultOfRules,
  fstabWithPeers,
  ownEntries,
  rewriteTexts,
  rootOfClone,
} from '../../src/decide/rewrite-texts.ts';
import type { SourceText, TextKind } from '../../src/decide/source-texts.ts';
import { mapOf } from '../machine-fixture.ts';

const ids = mapOf('UUID=a UUID=b', 'PARTUUID=0a1b2c3d-01 PARTUUID=9f9e9d9c-01', '/dev/sda1 /dev/sdb1');

function rewritten(
  kind: TextKind,
  text: string,
  addPeer: string | null = null,
): { text: string; stays: string[] } {
  const stays: string[] = [];
  const texts: SourceText[] = [{ path: '/p', kind, text }];
  const rules = { ids, addPeer, titlePrefix: '[clone] ', ownTitlePrefix: '', machineId: null };
  const [clone] = rewriteTexts(texts, rules, ({ path }, { line, id, where }) =>
    stays.push(`${path} ${line} ${id} ${where}`),
  );
  t.equal(clone?.path, '/p');
  return { text: clone?.text ?? '', stays };
}

t.test('the texts of a clone', async (t) => {
  const cases: [kind: TextKind, text: string, clone: string][] = [
    [
      'fstab',
      '# UUID=a\nUUID=a / ext4 rw 0 1\r\ntmpfs /tmp tmpfs',
      '# UUID=a\nUUID=b / ext4 rw 0 1\r\ntmpfs /tmp tmpfs',
    ],
    ['cmdline', 'root=UUID=a rw\n', 'root=UUID=b rw\n'],
    ['cmdline', 'title root=UUID=a\n', 'title root=UUID=b\n'],
    ['entry', 'title T\noptions root=UUID=a\n', 'title [clone] T\noptions root=UUID=b\n'],
    ['entry', 'title [clone] T\n', 'title T\n'],
    ['crypttab', '# UUID=a\nroot UUID=a none luks\n', '# UUID=a\nroot UUID=b none luks\n'],
    [
      'crypttab',
      'root UUID=a none luks\nx UUID=b none nofail\n',
      'root UUID=b none luks\nx UUID=a none nofail\n',
    ],
    ['loader-conf', 'default x\n', 'default x\n'],
    ['entry', '', ''],
    ['fstab', '', ''],
  ];
  for (const [kind, text, clone] of cases) t.equal(rewritten(kind, text).text, clone, `${kind} ${text}`);
  const { stays } = rewritten('entry', 'title T\nlinux /UUID=a/linux\n');
  t.equal(stays.length, 1);
  t.match(stays[0], /^\/p 2 UUID=a /);
});

t.test('files that are made where they have to differ', async (t) => {
  const rules = { ids, addPeer: null, titlePrefix: '[clone] ', ownTitlePrefix: '', machineId: null };
  const texts: readonly SourceText[] = [
    { path: '/boot/grub/grub.cfg', kind: 'loader', text: 'linux /vmlinuz root=UUID=a ro\n' },
    { path: '/etc/default/grub', kind: 'setting', text: 'GRUB_CMDLINE_LINUX="resume=UUID=a"\n' },
    { path: '/etc/default/locale', kind: 'setting', text: 'LANG=C\n' },
  ];
  const clone = rewriteTexts(texts, rules, () => undefined);
  t.strictSame(
    clone.map(({ text }) => text),
    ['linux /vmlinuz root=UUID=b ro\n', 'GRUB_CMDLINE_LINUX="resume=UUID=b"\n', 'LANG=C\n'],
  );
});

t.test('titles of either disk', async (t) => {
  const prefixes = { titlePrefix: '02 ', ownTitlePrefix: '01 ' };
  // The title of the source, of the same entry afterwards, and of the clone's.
  const cases: readonly (readonly [title: string, own: string, clone: string])[] = [
    ['T', '01 T', '02 T'],
    ['01 T', '01 T', '02 T'],
    ['02 T', '02 T', '01 T'],
    ['011 T', '01 011 T', '02 011 T'],
  ];
  for (const [title, own, clone] of cases) {
    const source: SourceText = { path: '/e', kind: 'entry', text: `title ${title}\noptions root=UUID=a\n` };
    const rules = { ids, addPeer: null, machineId: null, ...prefixes };
    const [copy] = rewriteTexts([source], rules, () => undefined);
    t.equal(copy?.text, `title ${clone}\noptions root=UUID=b\n`, title);
    const [marked] = ownEntries([source], prefixes);
    t.equal(marked?.text, own === title ? undefined : `title ${own}\noptions root=UUID=a\n`, title);
    t.strictSame(ownEntries(marked ? [marked] : [], prefixes), [], 'once');
  }
  const entry: SourceText = { path: '/e', kind: 'entry', text: 'title T\n' };
  t.strictSame(ownEntries([entry], { titlePrefix: '02 ', ownTitlePrefix: '' }), []);
  t.strictSame(ownEntries([{ ...entry, kind: 'fstab' }], prefixes), [], 'what is no entry');
});

t.test('what its fstab mounts as its root', async (t) => {
  const cases: [fstab: string, root: string | null][] = [
    ['UUID=a / ext4 rw\n', 'UUID=b'],
    ['/dev/sda1 / ext4 rw\n', '/dev/sdb1'],
    ['UUID=c / ext4 rw\n', null],
    ['UUID=a /boot ext4 rw\n', null],
    ['', null],
  ];
  for (const [fstab, root] of cases) t.equal(rootOfClone(fstab, ids), root, fstab);
});

t.test('options that say no rules', async (t) => {
  for (const path of ['', 'peer', '/', '/a/../b']) t.not(faultOfRules(path, undefined), null, path);
  t.not(faultOfRules(undefined, 'a\nb'), null);
  t.equal(faultOfRules('/mnt/peer/', '[clone] '), null);
  t.equal(faultOfRules(undefined, undefined), null);
});

t.test("the source's own fstab", async (t) => {
  const fstab = '# own\nUUID=a / ext4 rw 0 1';
  const own = fstabWithPeers(fstab, ids, '/peer');
  t.equal(own, `${fstab}\nUUID=b /peer ext4 rw,nofail 0 2`, 'as it ended');
  t.equal(fstabWithPeers(`${fstab}\n`, ids, '/peer'), `${own}\n`);
  t.equal(fstabWithPeers('', ids, '/peer'), '');
  const two = mapOf('UUID=a UUID=b', 'UUID=c UUID=b');
  t.equal(fstabWithPeers('UUID=c / ext4 rw\n', two, '/peer'), null, 'one whose ids cannot be turned back');
});

const source = fc.constantFrom(
  'UUID=a',
  'UUID="a"',
  'UUID=A',
  'UUID=b',
  'PARTUUID=0a1b2c3d-01',
  '/dev/sda1',
  '/dev/sdb1',
  'tmpfs',
  'UUID=c',
  '#x',
  '',
);
const mountpoint = fc.constantFrom('/', '/a', '/a/', '/a\\040b', 'none', '/peer', '/peer/a', '/\xe9', 'x');
const row = fc
  .tuple(
    source,
    mountpoint,
    fc.constantFrom('ext4', 'swap', ''),
    fc.constantFrom('rw', 'defaults,nofail', '#'),
    fc.constantFrom('0 1', '0 2', '', '# UUID=a'),
    fc.constantFrom('\n', '\r\n', '\n\n', ' \n', '\\\n'),
  )
  .map(([one, two, three, four, five, end]) => [one, two, three, four, five].join('\t') + end);
const anyFstab = fc
  .tuple(fc.array(row), fc.constantFrom('', 'UUID=a /z', '#', '\r', '\\'))
  .map(([rows, last]) => rows.join('') + last);
const anyMap = fc.constantFrom(
  ids,
  mapOf('UUID=a UUID=b', 'UUID=b UUID=a'),
  mapOf('UUID=a UUID=b', 'UUID=c UUID=b'),
  mapOf('a b'),
);

t.test("no line of the source's own fstab changes, and twice is once", async (t) => {
  const seen = { some: 0 };
  fc.assert(
    fc.property(anyFstab, anyMap, fc.constantFrom('/peer', '/a', '/peer/a'), (text, map, addPeer) => {
      const own = fstabWithPeers(text, map, addPeer);
      if (own === null) return true;
      if (own !== text) seen.some += 1;
      const lines = own.split('\n').slice(0, text.split('\n').length);
      const before = text.split('\n');
      // A last line without an end may get one; what follows an end is new.
      const isKept = before.every(
        (line, index) => lines[index] === line || (line === '' && index === before.length - 1),
      );
      return isKept && fstabWithPeers(own, map, addPeer) === own;
    }),
    { numRuns: 2000 },
  );
  t.ok(seen.some > 50, `${seen.some} with rows`);
});
