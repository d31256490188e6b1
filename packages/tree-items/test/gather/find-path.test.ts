import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { FoundPath } from '../../src/decide/found-path.ts';
import { findPath } from '../../src/gather/find-path.ts';

t.test('what is at a path of a machine', async (t) => {
  const sysroot = t.testdir({ disk: { copies: {}, file: 'x' } });
  symlinkSync('/disk/copies', join(sysroot, 'absolute'));
  symlinkSync('../../../disk', join(sysroot, 'disk/up'));
  symlinkSync('/gone', join(sysroot, 'dangling'));
  symlinkSync('circle', join(sysroot, 'circle'));
  const cases: [path: string, real: string, is: FoundPath['is']][] = [
    ['/', '/', 'directory'],
    ['/disk//copies/./', '/disk/copies', 'directory'],
    ['/disk/file', '/disk/file', 'other'],
    ['/disk/gone/', '/disk/gone', 'missing'],
    ['/disk/file/below', '/disk/file/below', 'missing'],
    ['/absolute', '/disk/copies', 'directory'],
    ['/absolute/gone', '/disk/copies/gone', 'missing'],
    ['/disk/up/file', '/disk/file', 'other'],
    ['/dangling', '/gone', 'missing'],
    ['/circle', '/circle', 'unreadable'],
  ];
  for (const [path, real, is] of cases) t.match(findPath(sysroot, path), { real, is }, path);
});
