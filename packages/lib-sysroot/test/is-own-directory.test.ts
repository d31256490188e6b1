import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isOwnDirectory } from '../src/is-own-directory.ts';

const root = t.testdir({ var: { log: { file: 'x' } }, elsewhere: { log: {} } });
symlinkSync('elsewhere', join(root, 'link'));
symlinkSync('/etc', join(root, 'out'));

for (const path of ['var', '/var/log', 'var/log/', '']) t.ok(isOwnDirectory(root, path), path);
for (const path of ['var/log/file', 'var/none', 'link', 'link/log', 'out', '/out/ssl'])
  t.notOk(isOwnDirectory(root, path), path);
