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
  const entry = (version: string, more = '') =>
    Buffer.from(
      `title Linux ${version}\nversion ${version}\noptions root=UUID=1 rootflags=subvol=/snapshots/${version}/@\nlinux /t/gen/linux-${version}\ninitrd /t/gen/initrd\n${more}`,
    );
  const text = refindMenu([
    entry('20260101000000'),
    entry('20260103000000'),
    Buffer.from(''),
    entry('20260102000000'),
  ]);
  t.strictSame(
    [...text.matchAll(/^ +loader +(\S+)$/gm)].map(([, path]) => path),
    ['/t/gen/linux-20260103000000', '/t/gen/linux-20260102000000', '/t/gen/linux-20260101000000'],
  );
  t.match(text, /^ +initrd +\/t\/gen\/initrd$/m);
  t.match(text, 'options  "root=UUID=1 rootflags=subvol=/snapshots/20260103000000/@"');
  t.notMatch(refindMenu([]), 'menuentry');
});
