import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { formatRegistry } from '../../src/decide/format-registry.ts';
import { registryLimits } from '../../src/decide/registry.ts';
import { readRegistry } from '../../src/gather/read-registry.ts';
import { example } from '../decide/registry-of.ts';

test('what is under the name of the registry', async (t) => {
  const root = t.testdir();
  t.equal(readRegistry(root), null, 'no directory');
  mkdirSync(join(root, 'loader'));
  t.equal(readRegistry(root), null, 'no file');

  const place = join(root, 'loader/esp-sync');
  writeFileSync(place, formatRegistry(example));
  t.match(readRegistry(root), { kind: 'registry', registry: example });

  writeFileSync(place, '');
  t.match(readRegistry(root), { kind: 'damaged' }, 'empty, as a cut leaves a new file on FAT');

  truncateSync(place, registryLimits.bytes + 1);
  t.match(readRegistry(root), { kind: 'damaged' }, 'too long');

  rmSync(place);
  symlinkSync('/etc/hostname', place);
  t.match(readRegistry(root), { kind: 'damaged', why: /a symlink: remove it/, isObstacle: true });

  rmSync(place);
  mkdirSync(place);
  t.match(readRegistry(root), { kind: 'damaged', why: /a directory: remove it/, isObstacle: true });
});
