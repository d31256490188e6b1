import fc from 'fast-check';
import t from 'tap';
import { isLeftOut, patternsBelow } from '../../src/decide/exclude-patterns.ts';

t.test('a pattern of the tree on one volume', async (t) => {
  const cases: [volume: string, pattern: string, below: readonly string[]][] = [
    ['/', '/home/U', ['/home/U']],
    ['/home', '/home/U/cache', ['/U/cache']],
    ['/home', '/home/U/', ['/U/']],
    ['/home', '/home/*/cache', ['/*/cache']],
    ['/home/U', '/home/*/cache', ['/cache']],
    ['/home/U', '/h?me/[T-V]/c', ['/c']],
    ['/home', '/cache', []],
    ['/home', '/var/home/x', []],
    ['/home', '/home', ['/**']],
    ['/home', '/home/', ['/**']],
    ['/home/U', '/home', ['/**']],
    ['/home', '/home/***', ['/***']],
    ['/home', '/home/**/cache', ['/**/cache']],
    ['/home/U', '/home/**/cache', ['/**/cache', '/cache']],
    ['/home/U', '/**/cache', ['/**/cache', '/cache']],
    ['/home', '*.log', ['*.log']],
    ['/home', 'u/cache', ['u/cache']],
    ['/home', 'home/cache', ['home/cache', '/cache']],
    ['/srv/home', 'srv/home/cache', ['srv/home/cache', '/cache']],
    ['/srv/home', 'home', ['/**']],
    ['/srv/home', 'srv', ['/**']],
  ];
  for (const [volume, pattern, below] of cases)
    t.strictSame(patternsBelow(volume, pattern), below, `${pattern} on ${volume}`);
});

t.test('a directory that is left out as a whole', async (t) => {
  t.ok(isLeftOut('/var/lib/docker', '/var/lib/docker'));
  t.ok(isLeftOut('/var/lib/docker/btrfs', '/var/lib/docker/'));
  t.notOk(isLeftOut('/var/lib/docker', '/var/lib/docker/x'));
  t.notOk(isLeftOut('/var', '/v'));
  t.notOk(isLeftOut('/', '/'));
});

t.test('always: a plain path means the same file, whichever volume it is on', async () => {
  const name = fc.stringMatching(/^[a-z]{1,3}$/);
  const path = fc.array(name, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(path, path, (volume, rest) => {
      const [below, ...others] = patternsBelow(`/${volume.join('/')}`, `/${[...volume, ...rest].join('/')}`);
      return below === `/${rest.join('/')}` && others.length === 0;
    }),
  );
});
