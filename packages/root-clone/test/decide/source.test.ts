import t from 'tap';
import { parseSource, rsyncOperand, sourceText } from '../../src/decide/source.ts';

t.test('what --from names', async (t) => {
  const cases: [text: string, source: ReturnType<typeof parseSource>][] = [
    ['/', { kind: 'local', root: '/' }],
    ['/mnt/template/', { kind: 'local', root: '/mnt/template' }],
    ['//a//b', { kind: 'local', root: '/a/b' }],
    ['/a:b', { kind: 'local', root: '/a:b' }],
    ['host:/', { kind: 'remote', host: 'host', root: '/' }],
    ['root@host:/srv/t', { kind: 'remote', host: 'root@host', root: '/srv/t' }],
    ['', null],
    ['template', null],
    ['host:', null],
    ['host:template', null],
    [':/template', null],
    ['-oProxyCommand=x:/', null],
    ['a b:/', null],
    ['/a/../b', null],
    ['/a\0', null],
  ];
  for (const [text, source] of cases) t.strictSame(parseSource(text), source, text);
});

t.test('what rsync is given', async (t) => {
  const local = { kind: 'local', root: '/mnt/t' } as const;
  const remote = { kind: 'remote', host: 'h', root: '/' } as const;
  t.equal(rsyncOperand(local, '/'), '/mnt/t/');
  t.equal(rsyncOperand(local, '/boot', '/chroot'), '/chroot/mnt/t/boot/');
  t.equal(rsyncOperand(remote, '/boot', '/chroot'), 'h:/boot/');
  t.equal(sourceText(remote, '/boot'), 'h:/boot');
});
