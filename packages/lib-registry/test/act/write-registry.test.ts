import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { checkRegistryRoom, writeRegistry } from '../../src/act/write-registry.ts';
import { registryLimits } from '../../src/decide/registry.ts';
import { readRegistry } from '../../src/gather/read-registry.ts';
import { example } from '../decide/registry-of.ts';

const at = (path: string) => ({ path, name: '/efi0' });

test('a registry is written, read, and not written again when nothing has changed', async (t) => {
  const root = t.testdir();
  const written = await writeRegistry(at(root), example, null);
  t.same(readRegistry(root), written);
  t.strictSame(readdirSync(join(root, 'loader')), ['esp-sync'], 'nothing is left beside it');

  const place = join(root, 'loader/esp-sync');
  utimesSync(place, 1, 1);
  await writeRegistry(at(root), example, written);
  t.equal(statSync(place).mtimeMs, 1000, 'the file is the same');

  const changed = { ...example, set: 'c'.repeat(32) };
  await writeRegistry(at(root), changed, written);
  t.match(readRegistry(root), { kind: 'registry', registry: changed });
});

test('a damaged one is replaced', async (t) => {
  const root = t.testdir({ loader: { 'esp-sync': '# esp-sync 1\nset' } });
  await writeRegistry(at(root), example, null);
  t.match(readRegistry(root), { kind: 'registry', registry: example });
});

test('what could not be read again is not written', async (t) => {
  const root = t.testdir();
  const parents = Array.from({ length: registryLimits.parents + 1 }, (_, index) => ({
    number: index,
    id: index.toString(16).padStart(32, '0'),
  }));
  await t.rejects(writeRegistry(at(root), { ...example, parents }, null));
  t.strictSame(readdirSync(root), []);
});

test('a directory in its place is no registry, and stays', async (t) => {
  const root = t.testdir();
  mkdirSync(join(root, 'loader/esp-sync'), { recursive: true });
  writeFileSync(join(root, 'loader/esp-sync/file'), 'x');
  await t.rejects(writeRegistry(at(root), example, null), {
    code: 'EXISTS',
    message: /a directory: remove it/,
  });
  t.equal(readFileSync(join(root, 'loader/esp-sync/file'), 'utf8'), 'x');
});

test('a symlink in its place stays, and so does what it leads to', async (t) => {
  const root = t.testdir({ loader: {}, other: 'x' });
  symlinkSync('../other', join(root, 'loader/esp-sync'));
  await t.rejects(writeRegistry(at(root), example, null), {
    code: 'EXISTS',
    message: /a symlink: remove it/,
  });
  t.equal(readFileSync(join(root, 'other'), 'utf8'), 'x');
});

test('a failure names the member as people know it', async (t) => {
  const root = t.testdir({ loader: 'a file' });
  const fd = openSync(root, 'r');
  t.teardown(() => closeSync(fd));
  const open = `/proc/${process.pid}/fd/${fd}`;
  const error: unknown = await writeRegistry(at(open), example, null).catch((thrown: unknown) => thrown);
  t.ok(
    error instanceof Error && error.message.includes('/efi0/loader') && !error.message.includes('/proc/'),
    `${error}`,
  );
});

test('whether it could be written is found out without writing', (t) => {
  const root = t.testdir();
  const room = (free: number) => () => checkRegistryRoom({ ...at(root), free, cluster: 4096 }, example, null);
  t.throws(room(4096), { errno: 'ENOSPC', message: /^there is no room on \/efi0 for its registry/ });
  t.doesNotThrow(room(8192), 'a cluster for it, and one for its directory');
  t.strictSame(readdirSync(root), []);
  mkdirSync(join(root, 'loader'));
  t.doesNotThrow(room(4096));
  mkdirSync(join(root, 'loader/esp-sync'));
  t.throws(room(8192), { code: 'EXISTS', message: /a directory: remove it/ });
  t.end();
});
