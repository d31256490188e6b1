import t from 'tap';
import { includesMenu, refindMenu, refindStanza } from '../../src/decide/refind-menu.ts';

t.test('a stanza', async (t) => {
  const stanza = { title: 'A "1"', volume: 'ROOT', loader: 'linux', initrds: ['i'], options: 'quiet' };
  t.equal(
    refindStanza(stanza),
    'menuentry "A ""1""" {\n    volume   "ROOT"\n    loader   /linux\n    initrd   /i\n    options  "quiet"\n}\n',
  );
  const several = refindStanza({ ...stanza, volume: null, initrds: ['ucode', 'i'] });
  t.match(several, /^ +options +"quiet initrd=\/ucode initrd=\/i"$/m);
  t.notMatch(several, /^ +(?:initrd|volume) /m);
  t.notMatch(refindStanza({ ...stanza, initrds: [] }), 'initrd');
});

t.test('a configuration that includes the menu', async (t) => {
  for (const text of [
    'include generations.conf',
    '  Include "generations.conf" # all',
    'timeout 5\r\ninclude GENERATIONS.CONF\r\n',
  ])
    t.ok(includesMenu(text), text);
  for (const text of [
    '',
    '#include generations.conf',
    'include other.conf',
    'include x/generations.conf',
    'include',
  ])
    t.notOk(includesMenu(text), text);
});

t.test('the menu of all generations', async (t) => {
  const entry = (version: string, isOlderKernel = false, id = 'A') => ({
    id,
    isOlderKernel,
    bytes: Buffer.from(
      `title Linux ${version}\nversion ${version}\noptions root=UUID=1 rootflags=subvol=/snapshots/${version}/@\nlinux /t/gen/linux-${version}\ninitrd /t/gen/initrd\n`,
    ),
  });
  const loadersOf = (menu: string) =>
    [...menu.matchAll(/^ +loader +\/t\/gen\/linux-(\S+)$/gm)].map(([, own]) => own);
  const text = refindMenu([
    entry('20260101000000'),
    entry('20260103000000'),
    { ...entry('x'), bytes: Buffer.from('') },
    entry('20260102000000'),
  ]);
  t.strictSame(loadersOf(text), ['20260103000000', '20260102000000', '20260101000000']);
  t.match(text, /^ +initrd +\/t\/gen\/initrd$/m);
  t.match(text, 'options  "root=UUID=1 rootflags=subvol=/snapshots/20260103000000/@"');
  t.notMatch(refindMenu([]), 'menuentry');
  const never = '00000000000000';
  const several = [
    entry('20260101000000'),
    entry('20260102000000-6.6.58-1-lts', true),
    entry('20260102000000-6.1.0', true),
    entry('20260102000000-6.12.0'),
    entry('20260102000000-6.10.0', true),
    entry(`${never}-6.12.0`, false, 'B'),
    entry(`${never}-6.6.0`, true, 'C'),
    entry(`${never}-6.10.0`, false, 'C'),
    entry(`${never}-6.6.0`, true, 'B'),
  ];
  const order = [
    '20260102000000-6.12.0',
    '20260102000000-6.10.0',
    '20260102000000-6.6.58-1-lts',
    '20260102000000-6.1.0',
    '20260101000000',
    `${never}-6.10.0`,
    `${never}-6.6.0`,
    `${never}-6.12.0`,
    `${never}-6.6.0`,
  ];
  t.strictSame(loadersOf(refindMenu(several)), order);
  t.strictSame(loadersOf(refindMenu(several.toReversed())), order);
});
