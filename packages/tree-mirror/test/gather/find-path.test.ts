import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findPath } from '../../src/gather/find-path.ts';

t.test('what a path of a machine leads to', async (t) => {
  const sysroot = t.testdir({ disk: { copies: {}, file: 'x' } });
  symlinkSync('/disk/copies', join(sysroot, 'absolute'));
  symlinkSync('/gone', join(sysroot, 'dangling'));
  symlinkSync('circle', join(sysroot, 'circle'));
  const cases: [path: string, real: string, isDirectory: boolean | null][] = [
    ['/', '/', true],
    ['/disk/', '/disk', true],
    ['/disk/file', '/disk/file', false],
    ['/absolute', '/disk/copies', true],
    ['/absolute/gone', '/disk/copies/gone', null],
    ['/dangling', '/gone', null],
    ['/disk/file/below', '/disk/file/below', null],
  ];
  for (const [path, real, isDirectory] of cases) {
    const found = findPath(sysroot, path);
    t.equal(found.real, real, path);
    t.equal(found.stats?.isDirectory() ?? null, isDirectory, path);
  }
  t.throws(() => findPath(sysroot, '/circle'), { code: 'ELOOP' });
});
