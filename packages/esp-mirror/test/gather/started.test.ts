import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { readBootMenu } from '@twinroot/lib-firmware';
import t from 'tap';
import { readStarted } from '../../src/gather/started.ts';

t.test('without EFI variables nothing is started', async (t) => {
  t.strictSame(readStarted(t.testdir({}))('7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b'), []);
});

t.test('programs that options name, by partition', async (t) => {
  const root = t.testdir({});
  cpSync(join(import.meta.dirname, '../../../../test/roots/two-nvme'), root, {
    recursive: true,
    verbatimSymlinks: true,
  });
  const started = readStarted(root);
  t.strictSame(started('00000000-0000-4000-8000-000000000000'), []);
  const named = readBootMenu(root).options.find(({ file }) => file !== null);
  const paths = started(named?.partuuid ?? '');
  t.ok(paths.length > 0 && paths.every((path) => /^EFI\/.*\.efi$/i.test(path)), paths.join(' '));
});
